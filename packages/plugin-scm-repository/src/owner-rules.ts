import { createContext, Script } from 'node:vm';
import { FullstopError } from '@fullstop/core';
import type { Repository } from './repository-url.js';

// Longer than any real owner: GitLab allows 255, GitHub 39.
const MAX_OWNER_CHARACTERS = 255;
// A sane pattern needs microseconds.
const MAX_MATCH_MILLISECONDS = 250;

const MATCH = new Script('pattern.test(owner)');

/** Which owners are allowed on which hosts. */
export class OwnerRules {
  readonly #patterns: ReadonlyMap<string, string>;

  /** @param hosts host in lower case to the pattern of its owners, each a regular expression. */
  constructor(hosts: Readonly<Record<string, string>>) {
    // A map, as hosts come from outside: objects also have members such as `constructor`.
    this.#patterns = new Map(Object.entries(hosts));
  }

  /** Whether there are no rules at all. */
  get areOff(): boolean {
    return this.#patterns.size === 0;
  }

  /** The pattern of the allowed owners on a host; `undefined` for a host that is not allowed. */
  findPattern(host: string): string | undefined {
    return this.#patterns.get(host);
  }

  /**
   * Whether a repository's owner is allowed on its host: the whole owner matches the pattern; case does not count.
   * @throws {OwnerPatternTooSlowError} when that took longer than 250 ms.
   */
  allow({ host, owner }: Repository): boolean {
    const pattern = this.findPattern(host);
    if (pattern === undefined || owner.length > MAX_OWNER_CHARACTERS) return false;
    return matchInTime(host, pattern, owner);
  }
}

/** A pattern for owners is one that some texts make very slow. A mistake in the configuration. */
export class OwnerPatternTooSlowError extends FullstopError {
  constructor(host: string, pattern: string, cause: unknown) {
    super(
      'SCM_OWNER_PATTERN_TOO_SLOW',
      `Plugin scm-repository: the pattern ${pattern} for the owners on ${host} took longer than ${MAX_MATCH_MILLISECONDS} ms. ` +
        'Write it without repetitions inside repetitions, and replay the failed check.',
      { cause },
    );
  }
}

// Anybody may choose an owner, and for many patterns there is one that keeps them busy for years. Which patterns, cannot be
// told from their looks; but a script can be stopped.
function matchInTime(host: string, pattern: string, owner: string): boolean {
  const context = createContext({ pattern: new RegExp(`^(?:${pattern})$`, 'i'), owner });
  try {
    return MATCH.runInContext(context, { timeout: MAX_MATCH_MILLISECONDS }) === true;
  } catch (error) {
    throw new OwnerPatternTooSlowError(host, pattern, error);
  }
}
