/** Who sends a request. */
export interface Caller {
  /** The user, or the name of a service. */
  readonly uid: string;
  /** Where the user comes from, such as `/employees` or `/services`. */
  readonly realm: string;
  readonly scopes: ReadonlySet<string>;
  /** Nobody configured authentication, so that the server listens on loopback only: this caller may do everything. */
  readonly isLocal: boolean;
}

/** The caller while authentication is not configured. */
export const LOCAL_CALLER: Caller = { uid: 'local', realm: '/employees', scopes: new Set(), isLocal: true };
