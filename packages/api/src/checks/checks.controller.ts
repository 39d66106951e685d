import { type CheckFilter, systemClock, unfinishedCheckJsonOf } from '@fullstop/core';
import { CheckQueries } from '@fullstop/store';
import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { RequiresScopes } from '../access/access.decorators.js';
import { ApiOperation, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import {
  CheckListParameters,
  CheckPageJson,
  CheckRetryAnswerJson,
  CheckRetryJson,
  DEFAULT_SIZE,
} from './check.js';

/** Checks that did not come to a decision. */
@ApiTags('checks')
@Controller('api/checks')
export class ChecksController {
  readonly #options: ApiOptions;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#options = options as ApiOptions;
  }

  @Get()
  @ApiOperation({
    summary: 'List pending and failed checks',
    description:
      'In the order in which they were first stored. The records that they are about are not shown.',
  })
  @ApiResponse({ status: 200, type: CheckPageJson })
  async list(@Query() parameters: CheckListParameters): Promise<CheckPageJson> {
    const { state, plugin, size = DEFAULT_SIZE } = parameters;
    const filter = filterOf(state, plugin, parameters['event-id']);
    const queries = new CheckQueries(this.#options.database.dataSource);
    // One more than asked for, to know whether anything follows.
    const found = await queries.list(filter, parameters['after-id'] ?? 0, size + 1);
    const content = found.slice(0, size).map((check) => ({ id: check.id, ...unfinishedCheckJsonOf(check) }));
    const last = found.length <= size;
    return { content, last, next_after_id: last ? null : (content.at(-1)?.id ?? null) };
  }

  @Post('retry')
  @HttpCode(200)
  @RequiresScopes('fullstop.check.retry')
  @ApiOperation({
    summary: 'Have checks tried again',
    description: 'Makes pending and failed checks due at once, as if they had never been tried.',
  })
  @ApiResponse({ status: 200, type: CheckRetryAnswerJson })
  async retry(@Body() { state, plugin, event_id }: CheckRetryJson): Promise<CheckRetryAnswerJson> {
    const { store, clock = systemClock } = this.#options;
    return { requeued: await store.requeue(filterOf(state, plugin, event_id), clock.now()) };
  }
}

function filterOf(
  state: CheckFilter['state'],
  pluginId: string | null | undefined,
  eventId: string | null | undefined,
): CheckFilter {
  return { ...(state && { state }), ...(pluginId && { pluginId }), ...(eventId && { eventId }) };
}
