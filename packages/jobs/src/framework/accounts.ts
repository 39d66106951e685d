/** An account that jobs scan. */
export interface ScannedAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly name?: string;
}

/** Which accounts there are. */
export interface AccountSource {
  /** The accounts to scan, disabled ones left out. @throws when nobody knows them at the moment. */
  accounts(signal: AbortSignal): Promise<readonly ScannedAccount[]>;
  /** Whether an account must not be scanned, not even when somebody asks for it by its id. Default: none. */
  isExcluded?(accountId: string): boolean;
}

/** Which regions of an account are scanned. */
export interface RegionSource {
  /** Region ids, such as `eu-west-1`. @throws when nobody knows them at the moment. */
  regionsOf(accountId: string, signal: AbortSignal): Promise<readonly string[]>;
}
