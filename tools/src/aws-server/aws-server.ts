import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ACTIONS } from './actions.js';
import { type AwsCall, OWN_ACCESS_KEY_ID, Refusal, type Reply, readCall } from './call.js';
import { type AwsFault, Faults } from './faults.js';
import { errorReply } from './query-protocol.js';
import type { AccountWorld, AwsWorld } from './world.js';

/** Which calls to count; members that are absent fit every call. */
export type CallFilter = Partial<Pick<AwsCall, 'service' | 'action' | 'accountId' | 'region'>>;

/** Account of the credentials in {@link AwsServer.environment}. */
export const OWN_ACCOUNT_ID = '999900009999';

/**
 * A part of AWS on loopback, in the real wire formats, for tests with the real SDK clients. Covered:
 *
 * - STS: AssumeRole, GetCallerIdentity
 * - EC2: DescribeInstances, DescribeImages, DescribeInstanceAttribute (userData), DescribeInstanceImageMetadata, DescribeSubnets,
 *   DescribeRouteTables, DescribeSecurityGroups, DescribeTags (of images), DescribeRegions, GetManagedPrefixListEntries
 * - IAM: GetRole, ListRoles, ListRolePolicies, ListAttachedRolePolicies, GetRolePolicy, ListUsers, ListAccessKeys,
 *   GetAccessKeyLastUsed, GenerateCredentialReport, GetCredentialReport
 * - Elastic Load Balancing, both versions: DescribeLoadBalancers, DescribeTags; newer: DescribeListeners,
 *   DescribeTargetGroups, DescribeTargetHealth
 * - RDS: DescribeDBInstances, DescribeDBClusters
 * - Lambda: GetFunction
 * - Organizations: ListAccounts
 *
 * Each action says which filters and pages it knows; other actions are refused with `InvalidAction`. Signatures are not
 * checked: the account of a call is the one that the access key names. Permissions, eventual consistency and rate limits
 * are not there; faults stand in for them.
 */
export class AwsServer {
  /** What the server knows; may be exchanged between calls. */
  world: AwsWorld;
  /** Every call, in the order of arrival, failed ones included. */
  readonly calls: AwsCall[] = [];
  readonly #faults = new Faults();
  readonly #stopped = new AbortController();
  readonly #server: Server;

  private constructor(world: AwsWorld) {
    this.world = world;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // A connection that ends for lack of use just when a client uses it again would look like a fault.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(world: AwsWorld = { accounts: {} }): Promise<AwsServer> {
    const server = new AwsServer(world);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Environment in which the SDK finds the server, a region and credentials by itself, and nothing else. */
  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: OWN_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** Makes trouble, from the next call on. */
  fail(fault: AwsFault): void {
    this.#faults.add(fault);
  }

  /** Ends all trouble. */
  heal(): void {
    this.#faults.clear();
  }

  /** How many calls there were, failed ones included. */
  count(filter: CallFilter = {}): number {
    const wanted = Object.entries(filter);
    return this.calls.filter((call) =>
      wanted.every(([name, value]) => call[name as keyof CallFilter] === value),
    ).length;
  }

  /** Ends connections that clients keep alive, and answers that never come. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await stopped;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request, OWN_ACCOUNT_ID);
    this.calls.push(call);
    const fault = this.#faults.take(call);
    if (fault?.hang) return;
    if (fault?.delayMs && !(await this.#delay(fault.delayMs))) return;
    const { status, type, body } = this.#reply(call, fault);
    response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'test' }).end(body);
  }

  /** Whether the server still runs after it. */
  async #delay(milliseconds: number): Promise<boolean> {
    await setTimeout(milliseconds, undefined, { ref: false });
    return !this.#stopped.signal.aborted;
  }

  #reply(call: AwsCall, fault: AwsFault | undefined): Reply {
    try {
      if (fault?.code) throw new Refusal(fault.code, `The test wants ${fault.code}`, fault.status);
      const action = ACTIONS[`${call.service}:${call.action}`];
      if (!action)
        throw new Refusal('InvalidAction', `${call.service}:${call.action} is not part of this server`);
      return action(this.#account(call), call);
    } catch (error) {
      if (error instanceof Refusal) return errorReply(call.service, error.status, error.code, error.message);
      return errorReply(call.service, 500, 'InternalError', `The test server failed: ${String(error)}`);
    }
  }

  #account({ accountId }: AwsCall): AccountWorld {
    const { accounts } = this.world;
    const account = Object.hasOwn(accounts, accountId) ? accounts[accountId] : undefined;
    return account ?? { denied: true };
  }
}
