/**
 * For option schemas (`z.preprocess(commaList, …)`): a text, as environment variables are, becomes its trimmed parts between
 * commas, empty ones dropped; anything else stays as it is.
 */
export function commaList(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  return raw
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
