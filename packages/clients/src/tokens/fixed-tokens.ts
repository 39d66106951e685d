import { type Clock, systemClock } from '@fullstop/core';
import { ClientOptionsError, TokenUnavailableError } from '../errors/errors.js';
import type { TokenSource } from './token-source.js';
import { usableToken } from './usable-token.js';

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Tokens for local work, given as a text (`OAUTH2_ACCESS_TOKENS`). Valid for a year. */
export class FixedTokens implements TokenSource {
  readonly #tokens: ReadonlyMap<string, string>;
  readonly #clock: Clock;
  readonly #expiresAtMs: number;

  /**
   * @param text such as `kio=…,pierone=…`; blanks around names and tokens do not count.
   * @throws {ClientOptionsError} naming, by position, the entries that are wrong.
   */
  constructor(text: string, clock: Clock = systemClock) {
    this.#tokens = parse(text);
    this.#clock = clock;
    this.#expiresAtMs = clock.now().getTime() + YEAR_MS;
  }

  has(id: string): boolean {
    return this.#tokens.has(id);
  }

  async token(id: string): Promise<string> {
    const token = this.#tokens.get(id);
    const remedy = `Put ${id}=… into OAUTH2_ACCESS_TOKENS and start again.`;
    if (token === undefined) throw new TokenUnavailableError(id, 'no fixed token has this id', remedy);
    if (this.#clock.now().getTime() >= this.#expiresAtMs) {
      throw new TokenUnavailableError(id, 'fixed tokens count for a year, which is over', remedy);
    }
    return usableToken(id, token);
  }
}

function parse(text: string): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  const problems: string[] = [];
  text.split(',').forEach((entry, index) => {
    if (entry.trim() === '') return;
    const [id, token] = splitEntry(entry);
    // An entry without a name may be a token: it is not shown.
    if (id === '' || token === '') problems.push(`fixed tokens, entry ${index + 1}: expected <id>=<token>`);
    else if (tokens.has(id)) problems.push(`fixed tokens, entry ${index + 1}: the second one for ${id}`);
    tokens.set(id, token);
  });
  if (problems.length > 0) throw new ClientOptionsError(problems);
  return tokens;
}

/** Tokens may end in equals signs: the first one counts. */
function splitEntry(entry: string): readonly [id: string, token: string] {
  const index = entry.indexOf('=');
  return index < 0 ? ['', ''] : [entry.slice(0, index).trim(), entry.slice(index + 1).trim()];
}
