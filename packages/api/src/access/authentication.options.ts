/** How callers prove who they are. */
export type AuthenticationOptions =
  | NoAuthentication
  | TokenInfoAuthentication
  | IntrospectionAuthentication
  | OidcAuthentication;

/** Nobody needs a token; the server listens on loopback only. */
export interface NoAuthentication {
  readonly kind: 'none';
}

/** Bearer tokens that a token info service knows: `GET` with the token in the header gives `uid`, `realm` and `scope`. */
export interface TokenInfoAuthentication extends TokenAuthentication {
  readonly kind: 'token-info';
  /** `TOKEN_INFO_URI`. */
  readonly uri: string;
}

/** Bearer tokens that an authorization server knows, asked for by RFC 7662. */
export interface IntrospectionAuthentication extends TokenAuthentication {
  readonly kind: 'introspection';
  /** `OAUTH2_INTROSPECTION_URI`. */
  readonly uri: string;
  /** As what Fullstop asks. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Tokens must be for one of these (`aud`). Default: for whom a token is, is not looked at. */
  readonly audience?: readonly string[];
}

/** Signed tokens (JWT) of an OpenID Connect issuer; keys come from its JWKS. */
export interface OidcAuthentication extends TokenAuthentication {
  readonly kind: 'oidc';
  /** `OIDC_ISSUER`, exactly as the issuer writes it in its tokens. */
  readonly issuer: string;
  /** Tokens must be for one of these (`aud`). */
  readonly audience: readonly string[];
  /** How far clocks may be apart, in seconds. Default 30. */
  readonly clockToleranceSeconds?: number;
  /** Signatures that are accepted. Default: RS, PS and ES with 256, 384 and 512 bits, EdDSA and Ed25519; never `none` or HS. */
  readonly algorithms?: readonly string[];
}

/** What the ways to check tokens share. */
export interface TokenAuthentication {
  /** Realms whose users may call. Default `/employees` and `/services`. */
  readonly realms?: readonly string[];
  /** Realm of every caller, for token services that know no realms. Default: the token says it. */
  readonly realm?: string;
  /** Where the token's answer or payload says what; instead of the usual names of that kind of token. */
  readonly claims?: { readonly uid?: string; readonly realm?: string; readonly scope?: string };
  /** How long a good token is not asked about again, in seconds; at most 60, and never past its end. Default 60. */
  readonly cacheSeconds?: number;
  /** How long a refused token is not asked about again, in seconds; at most 60. Default 10. */
  readonly refusedCacheSeconds?: number;
  /** How long the token service may take to answer, in milliseconds. Default 3000. */
  readonly timeoutMs?: number;
  /** Lets people sign in with a browser. Default: bearer tokens only. */
  readonly signIn?: SignInOptions;
}

/** Sign-in of people by authorization code with PKCE. Register `<publicUrl>/login/callback` as redirect URI. */
export interface SignInOptions {
  readonly clientId: string;
  /** Default: none, for a public client. */
  readonly clientSecret?: string;
  /** Default for OIDC: what the issuer's discovery says; needed otherwise. */
  readonly authorizationUrl?: string;
  /** Default for OIDC: what the issuer's discovery says; needed otherwise. */
  readonly tokenUrl?: string;
  /** What is asked for. Default `openid` for OIDC, else `uid`. */
  readonly scopes?: readonly string[];
  /** Where browsers reach this server, such as `https://fullstop.example.org`. */
  readonly publicUrl: string;
  /** Seals the cookies; at least 32 characters, the same in all replicas. */
  readonly sessionSecret: string;
  /** How long a session lasts, in seconds. Default 28 800, 8 hours. */
  readonly sessionSeconds?: number;
}

/** Realms whose users may call when the configuration names none. */
export const DEFAULT_REALMS: readonly string[] = ['/employees', '/services'];

/** Realms whose users may call. */
export function acceptedRealms(options: AuthenticationOptions): readonly string[] {
  return (options.kind === 'none' ? undefined : options.realms) ?? DEFAULT_REALMS;
}
