import { AwsCallTimeoutError } from '../errors/aws-errors.js';
import { withinDeadline } from './deadline.js';
import { Semaphore } from './semaphore.js';

/** What every SDK client of version 3 has. */
export interface AwsClient {
  send(...call: never[]): unknown;
  destroy(): void;
}

/** Bounds of a client's calls. */
export interface CallBounds {
  /** Calls at once; further ones wait. */
  readonly maxConcurrentCalls: number;
  /** Longest time of a call, in seconds, from `send` to its answer: waiting, credentials, all attempts and their back-off. */
  readonly deadlineSeconds: number;
  /** What the client talks to, for messages. */
  readonly place: string;
}

type SendOptions = { readonly abortSignal?: AbortSignal } | undefined;
type Send = (command: object, options: object | undefined) => Promise<unknown>;
type Callback = (error: unknown, output?: unknown) => void;

/**
 * Puts bounds to all calls of a client, paginators and waiters included. It takes the place of `send` rather than being a
 * middleware, because a middleware cannot hand its signal to the request that is already on its way.
 */
export function boundCalls(client: AwsClient, bounds: CallBounds): void {
  const send = client.send.bind(client) as Send;
  const places = new Semaphore(bounds.maxConcurrentCalls);

  const call = (command: object, options: SendOptions): Promise<unknown> => {
    const error = () =>
      new AwsCallTimeoutError(`${nameOf(command)} of ${bounds.place}`, bounds.deadlineSeconds);
    const deadline = { seconds: bounds.deadlineSeconds, error, signal: options?.abortSignal };
    return withinDeadline(deadline, (abortSignal) =>
      places.run(async () => {
        // Its time may have passed while it waited.
        abortSignal.throwIfAborted();
        return send(command, { ...options, abortSignal });
      }),
    );
  };

  Object.defineProperty(client, 'send', {
    value: (command: object, second?: SendOptions | Callback, third?: Callback) => {
      const callback = typeof second === 'function' ? second : third;
      const answer = call(command, typeof second === 'function' ? undefined : second);
      if (!callback) return answer;
      answer.then((output) => callback(null, output), callback);
      return undefined;
    },
  });
}

function nameOf(command: object): string {
  return command.constructor.name.replace(/Command$/, '');
}
