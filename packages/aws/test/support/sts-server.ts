import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@fullstop/core';
import { systemClock } from '@fullstop/core';
import { assumed, callerIdentity, queues, type Reply, sqsError, stsError } from './sts-replies.js';

/** How the server treats one account. */
export interface AccountBehaviour {
  /** AssumeRole answers AccessDenied. */
  deny?: boolean;
  /** So many calls are throttled before one is let through, of STS and of services alike. */
  throttle?: number;
  /** So many calls get no answer at all, of STS and of services alike. */
  unanswered?: number;
  /** Each answer comes so much later. */
  delayMs?: number;
  /** Seconds that a session lasts, whatever was asked for. */
  sessionSeconds?: number;
}

/** A call as the server saw it. */
export interface ReceivedCall {
  /** `AssumeRole`, `GetCallerIdentity`, `ListQueues`, … */
  readonly action: string;
  /** The account whose role was asked for; of other calls, the one whose credentials signed it. */
  readonly accountId: string;
  /** Region of the signature. */
  readonly region: string;
  /** Parameters of the query protocol. */
  readonly params: Readonly<Record<string, string>>;
  /** When it came, by the machine's clock, in milliseconds. */
  readonly atMs: number;
}

/** Account of the credentials that tests give to the service. */
export const OWN_ACCOUNT = '999900009999';
export const OWN_KEY = 'AKIAOWNACCOUNT000000';

/**
 * STS on loopback: query protocol and XML, as AWS documents it. Also answers ListQueues of SQS (JSON protocol) with the
 * account of the credentials, and refuses sessions that have expired.
 */
export class StsServer {
  readonly calls: ReceivedCall[] = [];
  readonly #behaviours = new Map<string, AccountBehaviour>();
  readonly #expiry = new Map<string, Date>();
  readonly #running = new Map<string, number>();
  readonly #server: Server;
  readonly #clock: Clock;
  /** Most service calls of one account at a time. */
  mostAtOnce = 0;

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // A connection that ends for lack of use just when a client uses it again would look like a fault.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(clock: Clock = systemClock): Promise<StsServer> {
    const server = new StsServer(clock);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  behave(accountId: string, behaviour: AccountBehaviour): void {
    this.#behaviours.set(accountId, behaviour);
  }

  /** How many calls there were of an action, in an account or in all. */
  count(action: string, accountId?: string): number {
    return this.calls.filter(
      (call) => call.action === action && (accountId ?? call.accountId) === call.accountId,
    ).length;
  }

  /** Ends connections that clients keep alive, too. */
  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await stopped;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const params = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    const call = received(request, params);
    this.calls.push(call);
    const behaviour = this.#behaviours.get(call.accountId) ?? {};
    if (behaviour.unanswered) {
      behaviour.unanswered -= 1;
      return;
    }
    const { status, type, body } = await this.#whileRunning(call, async () => {
      // A test may be over before a late answer is due.
      await setTimeout(behaviour.delayMs ?? 0, undefined, { ref: false });
      return this.#answer(call, behaviour, signerOf(request));
    });
    response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'request' }).end(body);
  }

  #answer(call: ReceivedCall, behaviour: AccountBehaviour, key: string): Reply {
    const expiry = this.#expiry.get(key);
    const refusal = call.action === 'ListQueues' ? sqsError : stsError;
    if (expiry && expiry <= this.#clock.now()) return refusal(403, 'ExpiredToken', 'The token is expired');
    if (behaviour.throttle) {
      behaviour.throttle -= 1;
      return refusal(400, 'Throttling', 'Rate exceeded');
    }
    if (call.action === 'AssumeRole') return this.#assume(call, behaviour);
    if (call.action === 'GetCallerIdentity') return callerIdentity(call.accountId);
    return queues([`https://${call.accountId}/${call.region}`]);
  }

  #assume({ accountId, params }: ReceivedCall, behaviour: AccountBehaviour): Reply {
    if (behaviour.deny) {
      return stsError(403, 'AccessDenied', `Not authorized to perform sts:AssumeRole on ${params.RoleArn}`);
    }
    const key = `ASIA${accountId}${String(this.#expiry.size).padStart(6, '0')}`;
    const seconds = behaviour.sessionSeconds ?? Number(params.DurationSeconds);
    const expiration = new Date(this.#clock.now().getTime() + seconds * 1000);
    this.#expiry.set(key, expiration);
    return assumed(params.RoleArn ?? '', key, expiration);
  }

  async #whileRunning<T>({ action, accountId }: ReceivedCall, task: () => Promise<T>): Promise<T> {
    const place = `${action} ${accountId}`;
    const running = (this.#running.get(place) ?? 0) + 1;
    this.#running.set(place, running);
    if (action === 'ListQueues') this.mostAtOnce = Math.max(this.mostAtOnce, running);
    try {
      return await task();
    } finally {
      this.#running.set(place, (this.#running.get(place) ?? 1) - 1);
    }
  }
}

function received(request: IncomingMessage, params: Record<string, string>): ReceivedCall {
  const target = request.headers['x-amz-target'];
  const action = typeof target === 'string' ? (target.split('.')[1] ?? '') : (params.Action ?? '');
  const asked = /^arn:[a-z-]+:iam::(\d{12}):role\//.exec(params.RoleArn ?? '')?.[1];
  const key = signerOf(request);
  const accountId = asked ?? (key === OWN_KEY ? OWN_ACCOUNT : key.slice(4, 16));
  return { action, accountId, region: scopeOf(request)[2] ?? '', params, atMs: Date.now() };
}

function signerOf(request: IncomingMessage): string {
  return scopeOf(request)[0] ?? '';
}

/** Key, date, region, service of the signature. */
function scopeOf({ headers }: IncomingMessage): string[] {
  return /Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split('/') ?? [];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
