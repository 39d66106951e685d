import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { LRUCache } from 'lru-cache';
import { boundCalls } from '../clients/bound-calls.js';
import { SharedHttpHandler } from '../clients/shared-http-handler.js';
import { AccountCredentialsError, AssumeRoleDeniedError } from '../errors/aws-errors.js';
import {
  type AccountCredentialsOptions,
  type AccountCredentialsSettings,
  settingsOf,
} from './account-credentials.options.js';
import { type AccountRole, AccountSession } from './account-session.js';
import type { AwsCredentials, AwsCredentialsProvider } from './aws-credentials.js';
import { HourlyLog } from './hourly-log.js';
import { OwnAccount } from './own-account.js';
import { roleArnOf } from './role-arn.js';
import { RoleAssumer } from './role-assumer.js';

// AssumeRole calls of all accounts go to one host; more at once would only wait for a socket.
const STS_CONCURRENCY = 50;

/**
 * Credentials per account, by assuming the same role in each. All services and regions of an account share one session;
 * see {@link AccountSession}. The service's own account is entered with its own credentials, unless configured otherwise.
 * One instance serves one partition, because credentials of one are worth nothing in another.
 */
export class AccountCredentials {
  readonly #settings: AccountCredentialsSettings;
  readonly #own: AwsCredentialsProvider;
  readonly #ownAccount: OwnAccount;
  readonly #assumer: RoleAssumer;
  readonly #sessions: LRUCache<string, AccountSession>;
  readonly #log: HourlyLog;

  /**
   * Calls nobody yet. `http` is whose connections are used; it stays the caller's to close.
   * @throws {AwsOptionsError} naming every option that AWS would refuse.
   */
  constructor(options: AccountCredentialsOptions = {}, http: SharedHttpHandler = new SharedHttpHandler()) {
    const settings = settingsOf(options);
    this.#settings = settings;
    this.#own = settings.ownCredentials ?? fromNodeProviderChain();
    const sts = stsClient(settings, this.#own, http);
    this.#ownAccount = new OwnAccount(sts, settings.ownAccountId);
    this.#assumer = new RoleAssumer(sts, settings);
    this.#sessions = new LRUCache({ max: settings.maxAccounts });
    // Two kinds of lines per account.
    this.#log = new HourlyLog(settings.logger, settings.clock, 2 * settings.maxAccounts);
  }

  /**
   * Provider of an account's credentials, to be handed to SDK clients. Asks STS when first called, not before.
   * @param region any region of the account's partition; default `stsRegion`, else the partition is `aws`.
   * @throws {InvalidAccountIdError} at once, when the account id is not twelve digits. The provider itself rejects with
   *   {@link AssumeRoleDeniedError} or {@link AccountCredentialsError}, both retryable.
   */
  of(accountId: string, region: string | undefined = this.#settings.stsRegion): AwsCredentialsProvider {
    const { roleName, rolePath } = this.#settings;
    const role = { accountId, roleArn: roleArnOf({ accountId, roleName, rolePath, region }) };
    return () => this.#credentials(role);
  }

  async #credentials(role: AccountRole): Promise<AwsCredentials> {
    const { assumeInOwnAccount } = this.#settings;
    if (!assumeInOwnAccount && (await this.#ownAccount.is(role.accountId))) return this.#ownCredentials(role);
    return this.#session(role).credentials();
  }

  async #ownCredentials({ accountId }: AccountRole): Promise<AwsCredentials> {
    try {
      return await this.#own();
    } catch (error) {
      throw new AccountCredentialsError(accountId, "loading the service's own credentials", error);
    }
  }

  #session(role: AccountRole): AccountSession {
    const known = this.#sessions.get(role.roleArn);
    if (known) return known;
    const session = new AccountSession(role, {
      clock: this.#settings.clock,
      assume: (each) => this.#assume(each),
      onRenewalFailed: (each, error) => this.#warnOfRenewal(each, error),
    });
    this.#sessions.set(role.roleArn, session);
    return session;
  }

  async #assume(role: AccountRole): Promise<AwsCredentials> {
    try {
      return await this.#assumer.assume(role);
    } catch (error) {
      if (error instanceof AssumeRoleDeniedError) this.#warnOfDenial(role, error);
      throw error;
    }
  }

  #warnOfDenial({ accountId, roleArn }: AccountRole, err: AssumeRoleDeniedError): void {
    const fields = { account_id: accountId, role_arn: roleArn, err };
    this.#log.warn(
      `denied ${accountId}`,
      fields,
      'Role may not be assumed; checks in this account stay undecided.',
    );
  }

  #warnOfRenewal({ accountId, roleArn }: AccountRole, err: unknown): void {
    const fields = { account_id: accountId, role_arn: roleArn, err };
    this.#log.warn(
      `renewal ${accountId}`,
      fields,
      'Session could not be renewed; the old one is used while it lasts.',
    );
  }
}

function stsClient(
  { stsRegion, stsDeadlineSeconds }: AccountCredentialsSettings,
  credentials: AwsCredentialsProvider,
  requestHandler: SharedHttpHandler,
): STSClient {
  const client = new STSClient({
    ...(stsRegion !== undefined && { region: stsRegion }),
    credentials,
    requestHandler,
    // Not adaptive: one throttled account would slow down the way into all of them.
    retryMode: 'standard',
    maxAttempts: 5,
  });
  boundCalls(client, {
    maxConcurrentCalls: STS_CONCURRENCY,
    deadlineSeconds: stsDeadlineSeconds,
    place: 'STS',
  });
  return client;
}
