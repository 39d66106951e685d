/**
 * Whether a pattern, in which each `*` stands for any number of any characters, matches a whole name; case counts.
 * No regular expression, so that no pattern can be slow.
 */
export function matchesWhole(pattern: string, name: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return name === pattern;
  if (!name.startsWith(start) || !name.endsWith(end)) return false;

  let position = start.length;
  for (const part of rest) {
    const found = name.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  // The end must not share characters with what came before it.
  return position <= name.length - end.length;
}
