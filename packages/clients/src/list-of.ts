/** Entries of a list, or of a text with commas between them; trimmed, blank ones dropped. */
export function listOf(entries: string | readonly string[]): string[] {
  const parts = typeof entries === 'string' ? entries.split(',') : entries;
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
