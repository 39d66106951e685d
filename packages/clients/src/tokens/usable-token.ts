import { TokenUnavailableError } from '../errors/errors.js';

/**
 * The token, if a header can carry it.
 * @throws {TokenUnavailableError} which does not show it.
 */
export function usableToken(id: string, token: string): string {
  // fetch refuses other headers with a message that shows the token.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const problem = token === '' ? 'it is empty' : 'it has characters that no token has, such as a line break';
  throw new TokenUnavailableError(id, problem, 'Renew it where it comes from.');
}
