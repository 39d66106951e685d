import { type BulkActor, BulkResolutions } from '@fullstop/store';
import { BadRequestException, Body, Controller, Delete, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { CurrentCaller } from '../access/access.decorators.js';
import { AccountAccess } from '../access/account-access.js';
import type { Caller } from '../access/caller.js';
import { IdParameter } from '../http/id-parameter.js';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { violationFilterOf } from '../violations/violation-parameters.js';
import {
  BulkResolutionJson,
  BulkUndoJson,
  bulkJsonOf,
  NewBulkResolutionJson,
  PreviewJson,
  PreviewParameters,
  previewedBulkJsonOf,
  undoJsonOf,
} from './bulk-resolution.js';
import { checkedComment } from './comment.js';
import { Previews } from './previews.js';

/** Resolves many violations with one comment, and undoes that. */
@ApiTags('resolutions')
@Controller('api/violations/resolutions')
export class BulkResolutionsController {
  readonly #bulks: BulkResolutions;

  constructor(
    @Inject(API_OPTIONS) options: unknown,
    private readonly previews: Previews,
    private readonly accounts: AccountAccess,
  ) {
    const { database, clock } = options as ApiOptions;
    this.#bulks = new BulkResolutions(database.dataSource, clock);
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Show what a bulk resolution would resolve',
    description:
      'Takes the filters of the list of violations as query parameters; no body. Changes nothing. The token resolves ' +
      'exactly what was shown, for 15 minutes.',
  })
  @ApiResponse({ status: 200, type: PreviewJson })
  @ApiResponse({ status: 400, description: 'A parameter cannot be read, or too many violations match.' })
  preview(@Query() parameters: PreviewParameters, @CurrentCaller() caller: Caller): Promise<PreviewJson> {
    return this.previews.preview(violationFilterOf(parameters), caller);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Resolve many violations',
    description:
      'By ids, or exactly those of a preview; all in one transaction. Violations of accounts that the caller is no ' +
      'member of are left alone, as are whitelisted ones, and those of a preview that were changed since.',
  })
  @ApiResponse({ status: 200, type: BulkResolutionJson })
  @ApiResponse({ status: 404, description: 'The preview token is not known, or not valid any more.' })
  @ApiResponse({ status: 409, description: 'The preview token was used already.' })
  async resolve(
    @Body() { ids, preview_token: token, comment: text }: NewBulkResolutionJson,
    @CurrentCaller() caller: Caller,
  ): Promise<BulkResolutionJson> {
    const comment = checkedComment(text);
    if (ids && !token) {
      return bulkJsonOf(await this.#bulks.resolve(ids, comment, await this.#actor(caller, ids)));
    }
    if (!token || ids) throw new BadRequestException('ids, preview_token: expected one of the two');
    const seen = await this.#bulks.previewed(token, caller.uid);
    const actor = await this.#actor(
      caller,
      seen.map(({ id }) => id),
    );
    return previewedBulkJsonOf(await this.#bulks.resolvePreviewed(token, comment, actor));
  }

  @Delete(':id')
  @ApiParam({ name: 'id', description: '`bulk_id` of the bulk resolution.', type: Number, example: 17 })
  @ApiOperation({
    summary: 'Undo a bulk resolution',
    description:
      'For a day, for who made it. Violations that somebody changed since are left alone; the others have their ' +
      'earlier comment, or none, again.',
  })
  @ApiResponse({ status: 200, type: BulkUndoJson })
  @ApiResponse({ status: 403, description: 'Somebody else made it.' })
  @ApiResponse({ status: 404, description: 'There is no bulk resolution with this id.' })
  @ApiResponse({ status: 409, description: 'It was undone already, or is older than a day.' })
  async undo(@IdParameter() id: number, @CurrentCaller() caller: Caller): Promise<BulkUndoJson> {
    const actor = await this.#actor(caller, await this.#bulks.violationsOf(id, caller.uid));
    return undoJsonOf(await this.#bulks.undo(id, actor));
  }

  async #actor(caller: Caller, ids: readonly number[]): Promise<BulkActor> {
    const accounts = await this.accounts.memberOf(caller, await this.#bulks.accountsOf(ids));
    return { uid: caller.uid, accounts };
  }
}
