/** The text that is most like a given one: with which it shares most at the beginning and at the end. */
export function nearestOf(text: string, others: readonly string[]): string | undefined {
  const shared = others.map((other) => [other, sharedLength(text, other)] as const);
  return shared.sort(([, left], [, right]) => right - left)[0]?.[0];
}

function sharedLength(left: string, right: string): number {
  const longest = Math.min(left.length, right.length);
  let before = 0;
  while (before < longest && left[before] === right[before]) before += 1;
  let after = 0;
  while (after < longest - before && left.at(-1 - after) === right.at(-1 - after)) after += 1;
  return before + after;
}
