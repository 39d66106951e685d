const MAX_CHARACTERS = 2048;

/**
 * An address as text, fit to be stored: of limited length, and without what stands between `://` and `@`, a user, perhaps
 * with a password or a token.
 */
export function storableUrl(url: string): string {
  return (
    shortened(url)
      .replace(/:\/\/[^/\s?#]*@/g, '://')
      // Without a scheme a colon shows that there is more than a user; `git:git@` is none.
      .replace(/^\s*(?!git:git@)[^/\s?#@:]*:[^/\s?#@]*@/, '')
  );
}

function shortened(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  // Never half of a surrogate pair: not every database takes it.
  return `${text.slice(0, MAX_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
