/** A source repository. All parts in lower case, so that two are the same exactly when their parts are. */
export interface Repository {
  readonly host: string;
  /** On hosts with nested groups it may have slashes. */
  readonly owner: string;
  readonly name: string;
}

const MAX_CHARACTERS = 2048;

// `git:` may stand before everything; scheme; user before the host, who has a password only where there is a scheme.
const PREFIX = /^(?:git:(?!\/\/))?(?:(?:(?:git\+)?(?:https?|ssh)|git):\/\/(?:[^/@]*@)?|(?:[^/:@]*@)?)/;
const HOST_AND_REST = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)([:/])(.+)$/;
const OWNER_AND_NAME = /^([^/@]+)\/([^/]+?)(?:\.git)?(?:\/.*)?$/;
// White space and control characters are in no address. Programs do not agree on what a backslash means, nor `..`.
const UNCLEAR = /[\s\\\p{Cc}]|[:/](?:\.|%2e){1,2}(?:\/|$)/u;

/**
 * Reads the address of a source repository: `https://`, `http://`, `ssh://`, `git://`, `git+…://`, `git@host:owner/name`, or
 * without a scheme. User, password, port, `.git`, query, fragment and everything behind the name are dropped.
 * @param nestedGroupHosts hosts where everything before the name is the owner.
 * @returns `undefined` when it is no such address, or one that programs understand differently.
 */
export function parseRepositoryUrl(
  url: string,
  nestedGroupHosts: readonly string[] = [],
): Repository | undefined {
  if (url.length > MAX_CHARACTERS) return undefined;
  const [address = ''] = lowerCase(url.trim()).split(/[?#]/, 1);
  if (UNCLEAR.test(address)) return undefined;

  const [, host, separator, rest] = HOST_AND_REST.exec(address.replace(PREFIX, '')) ?? [];
  if (host === undefined || rest === undefined) return undefined;
  const place = nestedGroupHosts.includes(host) ? nestedPlaceOf : placeOf;
  // Digits behind a colon are a port, unless nothing but the name is left then: `git@host:123/name`.
  const found = (separator === ':' ? place(rest.replace(/^\d+[:/]/, '')) : undefined) ?? place(rest);
  return found && { host, ...found };
}

/** The address of a repository in its normal form, without any secret. */
export function normalFormOf({ host, owner, name }: Repository): string {
  return `https://${host}/${owner}/${name}`;
}

type Place = Omit<Repository, 'host'>;

function placeOf(path: string): Place | undefined {
  const [, owner, name] = OWNER_AND_NAME.exec(path) ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}

/** GitLab puts `/-/` between a repository and its pages. */
function nestedPlaceOf(path: string): Place | undefined {
  const [repository = ''] = path.split('/-/', 1);
  const parts = repository.replace(/\/$/, '').split('/');
  const last = parts.findIndex((part) => part.endsWith('.git'));
  const used = last < 0 ? parts : parts.slice(0, last + 1);
  const name = used.pop()?.replace(/(?<=.)\.git$/, '');
  if (!name || used.length === 0 || used.some((part) => part === '' || part.includes('@'))) return undefined;
  return { owner: used.join('/'), name };
}

/** Of ASCII only: some other letters turn into ASCII ones, and would then pass for them. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
