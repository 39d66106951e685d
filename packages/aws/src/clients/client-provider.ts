import { LRUCache } from 'lru-cache';
import { AccountCredentials } from '../credentials/account-credentials.js';
import type { AccountCredentialsOptions } from '../credentials/account-credentials.options.js';
import type { AwsClientClass, AwsClients } from './aws-clients.js';
import { type AwsClient, boundCalls } from './bound-calls.js';
import { SharedHttpHandler, type SharedHttpHandlerOptions } from './shared-http-handler.js';

/** How clients are made and how many are kept. */
export interface ClientProviderOptions extends AccountCredentialsOptions, SharedHttpHandlerOptions {
  /** Clients that are kept; the least recently used one is forgotten first. Default 500. */
  readonly maxClients?: number;
  /** Attempts per call, the first one included. Default 5. */
  readonly maxAttempts?: number;
  /** Longest time of a call with all its attempts, in seconds. Default 30. */
  readonly callDeadlineSeconds?: number;
  /** Calls at once per account, region and service. Default 4. */
  readonly maxConcurrentCalls?: number;
}

/**
 * Makes and keeps clients that share connections, and the session of their account.
 *
 * Clients that are no longer kept are not destroyed: who holds one goes on using it. Each client has its own adaptive rate
 * limiter (of the SDK) and its own limit of concurrent calls, which makes both per account, region and service.
 */
export class ClientProvider implements AwsClients {
  /** Credentials without a client, for what is not called through the SDK. */
  readonly credentials: AccountCredentials;
  readonly #http: SharedHttpHandler;
  readonly #clients: LRUCache<string, AwsClient>;
  readonly #classIds = new WeakMap<object, number>();
  readonly #options: ClientProviderOptions;
  #classes = 0;

  /** @throws {AwsOptionsError} naming every option that AWS would refuse. */
  constructor(options: ClientProviderOptions = {}) {
    this.#options = options;
    this.#http = new SharedHttpHandler(options);
    this.credentials = new AccountCredentials(options, this.#http);
    this.#clients = new LRUCache({ max: options.maxClients ?? 500 });
  }

  client<Client extends AwsClient>(type: AwsClientClass<Client>, accountId: string, region: string): Client {
    const key = `${this.#classId(type)} ${accountId} ${region}`;
    const known = this.#clients.get(key);
    // The key names the class, which is more than the compiler can know.
    if (known) return known as Client;
    const client = this.#make(type, accountId, region);
    this.#clients.set(key, client);
    return client;
  }

  /** How many clients are kept at the moment; for metrics. */
  get size(): number {
    return this.#clients.size;
  }

  /** Closes the connections of all clients; their calls, also running ones, then fail as retryable. */
  close(): void {
    this.#clients.clear();
    this.#http.close();
  }

  #make<Client extends AwsClient>(type: AwsClientClass<Client>, accountId: string, region: string): Client {
    const { maxAttempts = 5, maxConcurrentCalls = 4, callDeadlineSeconds = 30 } = this.#options;
    const client = new type({
      region,
      credentials: this.credentials.of(accountId, region),
      requestHandler: this.#http,
      retryMode: 'adaptive',
      maxAttempts,
    });
    const place = `${type.name} in ${accountId}/${region}`;
    boundCalls(client, { maxConcurrentCalls, deadlineSeconds: callDeadlineSeconds, place });
    return client;
  }

  /** Classes are told apart by identity: two copies of the SDK may have classes of one name. */
  #classId(type: object): number {
    const known = this.#classIds.get(type);
    if (known !== undefined) return known;
    this.#classes += 1;
    this.#classIds.set(type, this.#classes);
    return this.#classes;
  }
}
