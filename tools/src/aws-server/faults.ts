import type { AwsCall } from './call.js';

/** Trouble with some calls. Members that are absent fit every call. */
export interface AwsFault {
  readonly service?: string;
  readonly action?: string;
  readonly accountId?: string;
  /** How many calls it hits; then it is over. Default: all. */
  readonly times?: number;
  /** Code of the refusal, such as `RequestLimitExceeded`. Without it the call is answered, perhaps late. */
  readonly code?: string;
  /** Default 400. */
  readonly status?: number;
  /** How much later the answer comes. */
  readonly delayMs?: number;
  /** The answer never comes. */
  readonly hang?: boolean;
}

/** The faults in force. */
export class Faults {
  #faults: { readonly fault: AwsFault; left: number }[] = [];

  add(fault: AwsFault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that hits a call, the oldest first. Counts as one of its times. */
  take(call: AwsCall): AwsFault | undefined {
    const hit = this.#faults.find(({ fault, left }) => left > 0 && fits(fault, call));
    if (hit) hit.left -= 1;
    return hit?.fault;
  }
}

function fits({ service, action, accountId }: AwsFault, call: AwsCall): boolean {
  return (
    (service ?? call.service) === call.service &&
    (action ?? call.action) === call.action &&
    (accountId ?? call.accountId) === call.accountId
  );
}
