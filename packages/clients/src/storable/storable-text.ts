const MAX_CHARACTERS = 4096;

/**
 * A text that comes from outside, such as the address of a repository, fit to be stored: of limited length, and without what
 * stands before the host of an address, a user, perhaps with a password or a token.
 */
export function storableText(text: string): string {
  return shortened(withoutCredentials(text));
}

function withoutCredentials(text: string): string {
  return (
    text
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
