import { OAuthError } from '../../errors/oauth-error.js';
import type { TokenAuthentication } from '../authentication.options.js';
import type { Caller } from '../caller.js';

/** What is known about a token: the members of an answer, or of a JWT. */
export type Claims = Readonly<Record<string, unknown>>;

/** Under which names a kind of token says what; the first that is there counts. */
export interface ClaimNames {
  readonly uid: readonly string[];
  readonly realm: readonly string[];
  readonly scope: readonly string[];
}

/**
 * The caller that claims are about. Whoever has a uid has the scope `uid`; a missing realm is an empty one.
 * @throws {OAuthError} `invalid_token` when there is no uid.
 */
export function callerOf(claims: Claims, usual: ClaimNames, options: TokenAuthentication): Caller {
  const own = options.claims ?? {};
  const names = (name: 'uid' | 'realm' | 'scope') => (own[name] === undefined ? usual[name] : [own[name]]);
  const uid = firstText(claims, names('uid'));
  if (uid === undefined) throw new OAuthError('invalid_token', 'The token does not say whose it is.');
  return {
    uid,
    realm: options.realm ?? firstText(claims, names('realm')) ?? '',
    scopes: new Set([...scopesOf(claims, names('scope')), 'uid']),
    isLocal: false,
  };
}

function firstText(claims: Claims, names: readonly string[]): string | undefined {
  return names
    .map((name) => claims[name])
    .find((value): value is string => typeof value === 'string' && value.trim() !== '');
}

/** Scopes are a list, or a text with blanks between them. */
function scopesOf(claims: Claims, names: readonly string[]): string[] {
  const value = names.map((name) => claims[name]).find((given) => given !== undefined);
  return scopeList(value);
}

/** The scopes in a list, or in a text with blanks between them. */
export function scopeList(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  return Array.isArray(value) ? value.filter((scope) => typeof scope === 'string') : [];
}
