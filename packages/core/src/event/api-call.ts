import type { CloudTrailEvent } from './cloudtrail-event.js';
import type { JsonValue } from './json.js';

/**
 * The event of a call whose request and response have a known type, as `@fullstop/event-types` writes them. Nothing is
 * checked when the program runs: the types say what AWS says, so every member is optional and may be `null`. Members that
 * they do not know are reached with `valueAt`.
 */
export interface ApiCall<Name extends string, Request extends JsonValue, Response extends JsonValue>
  extends CloudTrailEvent<OrOmitted<Request>, OrOmitted<Response>> {
  readonly eventName: Name;
}

/** A request or response, or what stands in its place when it is too long to be recorded: `omitted` is `true`. */
export type OrOmitted<Shape> = Shape & { omitted?: boolean | null };
