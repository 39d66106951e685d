import { PluginHost, parseEvent, type Violation } from '@fullstop/core';
import { Body, Controller, Inject, Post } from '@nestjs/common';

/** Takes CloudTrail records from wherever they come. */
@Controller('events')
export class EventsController {
  readonly #host: PluginHost;

  constructor(@Inject(PluginHost) host: PluginHost) {
    this.#host = host;
  }

  /** Lets the plugins look at one record. What is to be done with violations is the application's own business. */
  @Post()
  async inspect(@Body() record: unknown): Promise<readonly Violation[]> {
    const event = parseEvent(record, { bucket: 'http', key: 'events', recordIndex: 0 });
    const outcomes = await this.#host.check(event);
    return outcomes.flatMap(({ violations }) => violations);
  }
}
