/**
 * Key of an object as S3 event notifications write it: `+` for a blank, percent escapes of UTF-8. A key with escapes that
 * mean nothing was not written by S3, and stays as it is. Never throws.
 */
export function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    // The only error is URIError: a broken escape.
    return encoded;
  }
}
