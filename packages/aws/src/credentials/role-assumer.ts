import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { classifyAwsError, findAwsErrorCode } from '../errors/aws-error-class.js';
import { AccountCredentialsError, AssumeRoleDeniedError } from '../errors/aws-errors.js';
import type { AccountCredentialsSettings, AssumeRoleReport } from './account-credentials.options.js';
import type { AccountRole } from './account-session.js';
import type { AwsCredentials } from './aws-credentials.js';

/** Assumes roles, reports each answer, and turns what went wrong into errors of ours. */
export class RoleAssumer {
  readonly #sts: STSClient;
  readonly #settings: AccountCredentialsSettings;

  constructor(sts: STSClient, settings: AccountCredentialsSettings) {
    this.#sts = sts;
    this.#settings = settings;
  }

  /**
   * A new session of the role.
   * @throws {AssumeRoleDeniedError} when STS answers AccessDenied.
   * @throws {AccountCredentialsError} for everything else.
   */
  async assume(role: AccountRole): Promise<AwsCredentials> {
    const credentials = await this.#ask(role).catch((error: unknown) => {
      this.#report(role, outcomeOf(error));
      throw this.#errorOf(role, error);
    });
    this.#report(role, 'assumed');
    return credentials;
  }

  async #ask({ roleArn }: AccountRole): Promise<AwsCredentials> {
    const { sessionName, sessionDurationSeconds, externalId } = this.#settings;
    const { Credentials } = await this.#sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        DurationSeconds: sessionDurationSeconds,
        ExternalId: externalId,
      }),
    );
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey || !Credentials.SessionToken) {
      throw new Error('STS answered without credentials');
    }
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
      ...(Credentials.Expiration && { expiration: Credentials.Expiration }),
    };
  }

  #errorOf({ accountId, roleArn }: AccountRole, cause: unknown): Error {
    if (isDenial(cause)) return new AssumeRoleDeniedError(accountId, roleArn, this.#denialEnd(), { cause });
    return new AccountCredentialsError(accountId, `AssumeRole of ${roleArn}`, cause);
  }

  #denialEnd(): Date {
    const { clock, random, denialSeconds } = this.#settings;
    // Only ever later, so that a denied account costs at most one call in that time.
    const seconds = denialSeconds * (1 + random() / 5);
    return new Date(clock.now().getTime() + Math.round(seconds * 1000));
  }

  #report({ accountId }: AccountRole, outcome: AssumeRoleReport['outcome']): void {
    this.#settings.onAssumeRole({ accountId, outcome });
  }
}

// The other 403 answers, such as InvalidClientTokenId, are about the service's own credentials and not about the account.
function isDenial(error: unknown): boolean {
  return ['AccessDenied', 'AccessDeniedException'].includes(findAwsErrorCode(error) ?? '');
}

function outcomeOf(error: unknown): AssumeRoleReport['outcome'] {
  if (isDenial(error)) return 'denied';
  return classifyAwsError(error) === 'throttled' ? 'throttled' : 'failed';
}
