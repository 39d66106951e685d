import { RuleSyntaxError } from './rule-errors.js';

/** Java's names of POSIX classes, with RE2's. */
const POSIX_CLASSES: ReadonlyMap<string, string> = new Map(
  [
    'Lower',
    'Upper',
    'ASCII',
    'Alpha',
    'Digit',
    'Alnum',
    'Punct',
    'Graph',
    'Print',
    'Blank',
    'Cntrl',
    'XDigit',
    'Space',
  ].map((name) => [name, name.toLowerCase()]),
);

/** Tokens of a pattern as far as they matter here; everything else is one character. */
const TOKEN = /\\Q[\s\S]*?(?:\\E|$)|\\[pP]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\[\s\S]|\[:\^?\w+:\]|&&|[\s\S]/g;

/**
 * The pattern in RE2's syntax. POSIX classes and `\u0041` are only written differently there.
 * @throws {RuleSyntaxError} for what RE2 would read without complaint, but as something else than Java.
 */
export function re2TextOf(javaText: string): string {
  let isInClass = false;
  const tokens = javaText.match(TOKEN) ?? [];
  return tokens
    .map((token, position) => {
      if (token === '[') {
        if (isInClass)
          throw new RuleSyntaxError('a character class inside another is not available; a literal [ is \\[');
        isInClass = true;
      } else if (token === ']' && !isFirstInClass(tokens, position)) {
        isInClass = false;
      } else if (token === '&&' && isInClass) {
        throw new RuleSyntaxError(
          'intersections of character classes (&&) are not available; write the class out',
        );
      }
      return translated(token, isInClass);
    })
    .join('');
}

/** `[]a]` and `[^]a]` hold a bracket. */
function isFirstInClass(tokens: readonly string[], position: number): boolean {
  const before = tokens[position - 1];
  return before === '[' || (before === '^' && tokens[position - 2] === '[');
}

function translated(token: string, isInClass: boolean): string {
  if (token.length === 6 && token.startsWith('\\u')) return `\\x{${token.slice(2)}}`;
  const posix = /^\\([pP])\{(\w+)\}$/.exec(token);
  const name = POSIX_CLASSES.get(posix?.[2] ?? '');
  if (name === undefined) return token;
  const inside = `[:${posix?.[1] === 'P' ? '^' : ''}${name}:]`;
  return isInClass ? inside : `[${inside}]`;
}
