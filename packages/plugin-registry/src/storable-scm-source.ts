import { type ScmSource, storableText } from '@fullstop/clients';

// Whoever pushes an image writes these: enough for any real one, and not enough to fill the database.
const MAX_ENTRIES = 100;

/** What a build said about its source code, fit to be stored: without credentials in addresses, and of limited length. */
export function storableScmSource(scmSource: ScmSource): Record<string, string | null> {
  const entries = Object.entries(scmSource).slice(0, MAX_ENTRIES);
  return Object.fromEntries(
    entries.map(([key, value]) => [storableText(key), value === null ? null : storableText(value)]),
  );
}
