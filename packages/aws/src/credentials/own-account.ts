import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { AccountCredentialsError } from '../errors/aws-errors.js';

/** Knows which account the service runs in: told, or asked of STS once. */
export class OwnAccount {
  readonly #sts: STSClient;
  #accountId: Promise<string> | undefined;

  /** `accountId` when it is configured. */
  constructor(sts: STSClient, accountId: string | undefined) {
    this.#sts = sts;
    if (accountId !== undefined) this.#accountId = Promise.resolve(accountId);
  }

  /** @throws {AccountCredentialsError} when STS does not say who the service is; asked again with the next call. */
  async is(accountId: string): Promise<boolean> {
    this.#accountId ??= this.#ask();
    const asked = this.#accountId;
    try {
      return (await asked) === accountId;
    } catch (error) {
      // Somebody else who waited for it may be asking again already.
      if (this.#accountId === asked) this.#accountId = undefined;
      throw new AccountCredentialsError(
        accountId,
        'GetCallerIdentity (not needed if ownAccountId is set)',
        error,
      );
    }
  }

  async #ask(): Promise<string> {
    const { Account } = await this.#sts.send(new GetCallerIdentityCommand({}));
    if (!Account) throw new Error('STS answered without an account');
    return Account;
  }
}
