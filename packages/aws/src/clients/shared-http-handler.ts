import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AwsClientsClosedError } from '../errors/aws-errors.js';

/** How connections behave. */
export interface SharedHttpHandlerOptions {
  /** Connections per host; IAM and STS have one host for all accounts. Default 200. */
  readonly maxSocketsPerHost?: number;
  /** Longest time to connect, waiting for a free connection included, in seconds. Default 5. */
  readonly connectTimeoutSeconds?: number;
  /** Longest time of one attempt until its answer begins, in seconds. Default 15. */
  readonly attemptTimeoutSeconds?: number;
}

/**
 * The connections of all clients, kept alive between calls. A client's `destroy()` does nothing to it, so that nobody can
 * pull it away from under the others; only {@link SharedHttpHandler.close} does.
 */
export class SharedHttpHandler extends NodeHttpHandler {
  readonly #agents: readonly HttpAgent[];
  #closed = false;

  constructor(options: SharedHttpHandlerOptions = {}) {
    const { maxSocketsPerHost = 200, connectTimeoutSeconds = 5, attemptTimeoutSeconds = 15 } = options;
    const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: maxSocketsPerHost });
    const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: maxSocketsPerHost });
    super({
      httpAgent,
      httpsAgent,
      connectionTimeout: connectTimeoutSeconds * 1000,
      requestTimeout: attemptTimeoutSeconds * 1000,
      // Without it the SDK only prints a warning and goes on waiting.
      throwOnRequestTimeout: true,
    });
    this.#agents = [httpAgent, httpsAgent];
  }

  override async handle(
    ...call: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    if (this.#closed) throw new AwsClientsClosedError();
    return super.handle(...call);
  }

  /** Does nothing: the SDK's clients call it for themselves, the connections are everybody's. */
  override destroy(): void {}

  /** Does nothing: the SDK's clients would write their own settings into the handler that all share. */
  override updateHttpClientConfig(): void {}

  /** Closes all connections, also those in use. Later calls reject with {@link AwsClientsClosedError}. */
  close(): void {
    this.#closed = true;
    for (const agent of this.#agents) agent.destroy();
  }
}
