import type { AccountSource, ScannedAccount } from '../framework/accounts.js';

/** Accounts that somebody wrote down. */
export class ConfiguredAccounts implements AccountSource {
  constructor(private readonly list: readonly ScannedAccount[]) {}

  async accounts(): Promise<readonly ScannedAccount[]> {
    return this.list;
  }
}
