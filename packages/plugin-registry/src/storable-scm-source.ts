import type { ScmSource } from '@fullstop/clients';

// Whoever pushes an image writes these: enough for any real one, and not enough to fill the database.
const MAX_ENTRIES = 100;
const MAX_CHARACTERS = 4096;

/** What a build said about its source code, fit to be stored: without credentials in addresses, and of limited length. */
export function storableScmSource(scmSource: ScmSource): Record<string, string | null> {
  const entries = Object.entries(scmSource).slice(0, MAX_ENTRIES);
  return Object.fromEntries(
    entries.map(([key, value]) => [shortened(key), value === null ? null : storable(value)]),
  );
}

function storable(text: string): string {
  return shortened(withoutCredentials(text));
}

/** What stands between `://` and `@` is a user, perhaps with a password or a token. */
function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s?#]*@/g, '://');
}

function shortened(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  // Never half of a surrogate pair: not every database takes it.
  return `${text.slice(0, MAX_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
