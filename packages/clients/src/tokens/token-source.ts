/** Gives OAuth2 access tokens for services. */
export interface TokenSource {
  /**
   * The token under an id, such as `kio`, `pierone` or `teamService`; ask anew for every request.
   * @throws {TokenUnavailableError} when it is missing or expired.
   */
  token(id: string): Promise<string>;
}

/** Token (of the container) of the {@link TokenSource}. */
export const TOKEN_SOURCE = Symbol.for('@fullstop/clients:token-source');
