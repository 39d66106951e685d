import { violationTypeJsonOf } from '@fullstop/core';
import { ViolationQueries } from '@fullstop/store';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { ViolationTypeJson } from './violation-type.js';

const MAX_AGE_SECONDS = 60;

/** The kinds of violations. */
@ApiTags('violation types')
@Controller('api/violation-types')
export class ViolationTypesController {
  readonly #queries: ViolationQueries;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#queries = new ViolationQueries((options as ApiOptions).database.dataSource);
  }

  // Express adds the ETag, and answers 304 to who has the same already.
  @Get()
  @Header('Cache-Control', `private, max-age=${MAX_AGE_SECONDS}`)
  @ApiOperation({ summary: 'List the violation types', description: 'All of them, by id.' })
  @ApiResponse({
    status: 200,
    type: [ViolationTypeJson],
    headers: {
      ETag: { description: 'To be sent back as `If-None-Match`.', schema: { type: 'string' } },
      'Cache-Control': { description: 'How long the answer may be kept.', schema: { type: 'string' } },
    },
  })
  @ApiResponse({ status: 304, description: 'They are still as `If-None-Match` says.' })
  async list(): Promise<ViolationTypeJson[]> {
    return (await this.#queries.findViolationTypes()).map(violationTypeJsonOf);
  }
}
