import { FullstopError, messageOf, RetryableError } from '@fullstop/core';

/** An account id is not twelve digits, so no role can be in it. Permanent. */
export class InvalidAccountIdError extends FullstopError {
  constructor(accountId: string) {
    super('INVALID_ACCOUNT_ID', `"${accountId}" is no AWS account id: expected twelve digits.`);
  }
}

/** The options of this package contradict AWS's limits. Names every problem at once. Permanent. */
export class AwsOptionsError extends FullstopError {
  constructor(problems: readonly string[]) {
    super('AWS_OPTIONS', ['AWS access cannot start:', ...problems.map((line) => `  - ${line}`)].join('\n'));
  }
}

/**
 * STS refused the role of an account: there is no such role, or it does not trust the service. What it would have told
 * is unknown, not absent, hence retryable: a role can be mended.
 */
export class AssumeRoleDeniedError extends RetryableError {
  readonly accountId: string;
  readonly roleArn: string;
  /** When STS is asked again for this account; until then the error comes without asking. */
  readonly notBefore: Date;

  constructor(accountId: string, roleArn: string, notBefore: Date, options?: ErrorOptions) {
    super(
      'ASSUME_ROLE_DENIED',
      `Role ${roleArn} of account ${accountId} may not be assumed. Create the role, let its trust policy name the ` +
        "service's principal (and the external id, if one is set), and allow the service sts:AssumeRole on it. " +
        `Not asked again before ${notBefore.toISOString()}.`,
      options,
    );
    this.accountId = accountId;
    this.roleArn = roleArn;
    this.notBefore = notBefore;
  }
}

/** Credentials for an account could not be had, for a reason that is not the account's: throttling, network, own credentials. */
export class AccountCredentialsError extends RetryableError {
  readonly accountId: string;

  constructor(accountId: string, attempted: string, cause: unknown) {
    super(
      'ACCOUNT_CREDENTIALS',
      `No credentials for account ${accountId}: ${attempted} failed (${messageOf(cause)}). ` +
        "If it lasts, check the service's own credentials, its region (AWS_REGION, or stsRegion), and the way to STS.",
      { cause },
    );
    this.accountId = accountId;
  }
}

/** A call did not end within its deadline, all attempts and waiting included. */
export class AwsCallTimeoutError extends RetryableError {
  constructor(call: string, deadlineSeconds: number) {
    super('AWS_CALL_TIMEOUT', `${call} did not end within ${deadlineSeconds} s.`);
  }
}

/** A client was used after `close()`: the service is stopping. Whoever comes next can do it. */
export class AwsClientsClosedError extends RetryableError {
  constructor() {
    super('AWS_CLIENTS_CLOSED', 'The AWS clients are closed, the service is stopping.');
  }
}
