/**
 * Whether a pattern of IAM, in which `*` stands for any text and `?` for one character, matches a whole text; case counts.
 * Takes at most as many steps as the product of both lengths.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  // For each length of the text's beginning: whether the pattern up to here matches it.
  let matched = [true, ...Array.from(text, () => false)];
  for (const symbol of pattern) {
    const next = matched.map(() => false);
    for (let length = 0; length <= text.length; length += 1) {
      const before = length > 0 && matched[length - 1] === true;
      if (symbol === '*')
        next[length] = matched[length] === true || (length > 0 && next[length - 1] === true);
      else next[length] = before && (symbol === '?' || symbol === text[length - 1]);
    }
    matched = next;
  }
  return matched[text.length] === true;
}
