import type { Logger } from '@fullstop/core';
import type { AccountSource, ScannedAccount } from '../framework/accounts.js';

/** What {@link SelectedAccounts} is made of. */
export interface SelectedAccountsOptions {
  /** Ids of accounts that are not scanned. */
  readonly excludedAccounts: readonly string[];
  readonly logger: Logger;
}

/** Accounts of another source, each once, without those that are excluded, and without what has no account id of AWS. */
export class SelectedAccounts implements AccountSource {
  readonly #excluded: ReadonlySet<string>;

  constructor(
    private readonly source: AccountSource,
    private readonly options: SelectedAccountsOptions,
  ) {
    this.#excluded = new Set(options.excludedAccounts);
  }

  isExcluded(accountId: string): boolean {
    return this.#excluded.has(accountId);
  }

  /** @throws what the source throws. */
  async accounts(signal: AbortSignal): Promise<readonly ScannedAccount[]> {
    const accounts = await this.source.accounts(signal);
    const odd = accounts.filter((account) => !hasAwsId(account)).map(({ id }) => id);
    if (odd.length > 0) {
      this.options.logger.warn(
        { accounts: odd },
        `${odd.length} accounts are not of AWS and are not scanned`,
      );
    }
    const selected = accounts.filter((account) => hasAwsId(account) && !this.isExcluded(account.id));
    return [...new Map(selected.map((account) => [account.id, account])).values()];
  }
}

function hasAwsId({ id }: ScannedAccount): boolean {
  return /^\d{12}$/.test(id);
}
