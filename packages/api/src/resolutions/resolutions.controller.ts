import { violationJsonOf } from '@fullstop/core';
import { type FoundViolation, Resolutions, ViolationLists, ViolationNotFoundError } from '@fullstop/store';
import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { CurrentCaller } from '../access/access.decorators.js';
import { AccountAccess } from '../access/account-access.js';
import type { Caller } from '../access/caller.js';
import { IdParameter } from '../http/id-parameter.js';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { ViolationJson } from '../violations/violation.js';
import { commentOf, MAX_COMMENT_LENGTH } from './comment.js';
import { ResolutionJson, resolutionJsonOf } from './resolution.js';

/** Resolves single violations, and opens them again. */
@ApiTags('resolutions')
@ApiParam({ name: 'id', description: 'Id of the violation.', type: Number, example: 4711 })
@ApiResponse({ status: 404, description: 'There is no violation with this id.' })
@Controller('api/violations')
export class ResolutionsController {
  readonly #lists: ViolationLists;
  readonly #resolutions: Resolutions;

  constructor(
    @Inject(API_OPTIONS) options: unknown,
    private readonly accounts: AccountAccess,
  ) {
    const { database, clock } = options as ApiOptions;
    this.#lists = new ViolationLists(database.dataSource);
    this.#resolutions = new Resolutions(database.dataSource, clock);
  }

  @Post(':id/resolution')
  @HttpCode(200)
  @ApiConsumes('*/*')
  @ApiBody({
    required: true,
    description:
      `The comment, whatever the content type; 1 to ${MAX_COMMENT_LENGTH} characters. As application/json a text, or an ` +
      'object with `comment`.',
    schema: { type: 'string', example: 'Ticket 4711: replaced the image' },
  })
  @ApiOperation({
    summary: 'Resolve a violation',
    description:
      'For members of its account. A resolved one gets the new comment, and the history keeps the old one; the same ' +
      'comment again changes nothing.',
  })
  @ApiResponse({ status: 200, type: ViolationJson, description: 'It is resolved.' })
  @ApiResponse({ status: 400, description: 'The comment is blank, or too long.' })
  @ApiResponse({ status: 403, description: 'The caller is no member of the account.' })
  @ApiResponse({
    status: 409,
    description: 'It is whitelisted, or somebody else changed it at the same time.',
  })
  async resolve(
    @IdParameter() id: number,
    @Body() body: unknown,
    @Headers('content-type') contentType: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<ViolationJson> {
    await this.#requireMember(caller, id);
    await this.#resolutions.resolve(id, commentOf(body, contentType), caller.uid);
    return this.#read(id);
  }

  @Delete(':id/resolution')
  @ApiOperation({
    summary: 'Open a resolved violation again',
    description: 'For members of its account. An open one stays as it is.',
  })
  @ApiResponse({ status: 200, type: ViolationJson, description: 'It is open.' })
  @ApiResponse({ status: 403, description: 'The caller is no member of the account.' })
  @ApiResponse({
    status: 409,
    description: 'It is whitelisted, or somebody else changed it at the same time.',
  })
  async unresolve(@IdParameter() id: number, @CurrentCaller() caller: Caller): Promise<ViolationJson> {
    await this.#requireMember(caller, id);
    await this.#resolutions.unresolve(id, caller.uid);
    return this.#read(id);
  }

  @Get(':id/resolutions')
  @ApiOperation({
    summary: 'Read who resolved a violation and took that back',
    description: 'Oldest first.',
  })
  @ApiResponse({ status: 200, type: [ResolutionJson] })
  async history(@IdParameter() id: number): Promise<ResolutionJson[]> {
    await this.#find(id);
    return (await this.#resolutions.history(id)).map(resolutionJsonOf);
  }

  async #requireMember(caller: Caller, id: number): Promise<void> {
    const { violation } = await this.#find(id);
    await this.accounts.requireMember(caller, violation.accountId);
  }

  async #read(id: number): Promise<ViolationJson> {
    const { violation, type } = await this.#find(id);
    return violationJsonOf(violation, type);
  }

  async #find(id: number): Promise<FoundViolation> {
    const found = await this.#lists.findViolation(id);
    if (found === undefined) throw new ViolationNotFoundError(id);
    return found;
  }
}
