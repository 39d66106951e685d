const MIN_LENGTH = 30;

/**
 * Whether an incoming bearer token is worth asking the token service about. Not when it is missing, blank, `none` in any
 * case (a null that somebody made a text), or shorter than 30 characters.
 */
export function isPlausibleToken(token: string | null | undefined): token is string {
  const text = token?.trim() ?? '';
  return text.toLowerCase() !== 'none' && text.length >= MIN_LENGTH;
}
