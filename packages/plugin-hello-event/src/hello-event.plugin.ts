import { type CloudTrailEvent, type EventPlugin, inject, LOGGER, type Logger, Plugin } from '@fullstop/core';

/** Logs one line for every event and reports nothing: the smallest plugin there is, to copy and to test with. */
@Plugin({
  id: 'hello-event',
  title: 'Hello event',
  summary: 'Logs one line for every event: the smallest plugin there is.',
  events: '*',
  emits: {},
  enabledByDefault: false,
})
export class HelloEventPlugin implements EventPlugin<never> {
  constructor(@inject(LOGGER) private readonly logger: Logger) {}

  inspect(event: CloudTrailEvent): [] {
    const { eventID, accountId, awsRegion } = event;
    this.logger.info(
      { plugin: 'hello-event', event_id: eventID, account_id: accountId, region: awsRegion },
      `HELLO EVENT - ${eventID}`,
    );
    return [];
  }
}
