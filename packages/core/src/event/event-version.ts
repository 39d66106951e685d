/**
 * Compares two event versions (`major.minor`, both whole numbers), so that `1.10` is newer than `1.9`.
 * @returns less than 0, 0 or more than 0; anything unreadable counts as `0.0`.
 */
export function compareEventVersions(left: string | undefined, right: string | undefined): number {
  const [leftMajor, leftMinor] = parts(left);
  const [rightMajor, rightMinor] = parts(right);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

function parts(version: string | undefined): [number, number] {
  const match = /^(\d+)\.(\d+)$/.exec(version ?? '');
  return match ? [Number(match[1]), Number(match[2])] : [0, 0];
}
