import { FullstopError, RetryableError } from '@fullstop/core';

/** IAM gave a credential report that cannot be read. Names the account. */
export class CredentialReportError extends FullstopError {
  constructor(accountId: string, problem: string, options?: ErrorOptions) {
    super('CREDENTIAL_REPORT', `The credential report of ${accountId} cannot be used: ${problem}.`, options);
  }
}

/** IAM is not done with a credential report yet. The next run asks again. */
export class CredentialReportLateError extends RetryableError {
  constructor(accountId: string, calls: number) {
    super(
      'CREDENTIAL_REPORT_LATE',
      `IAM did not have the credential report of ${accountId} ready after ${calls} calls. It is asked again with the next run.`,
    );
  }
}
