import { matchesPattern } from './matches-pattern.js';
import type { TrustStatement } from './parse-trust-policy.js';

/** Calls that let somebody into a role, or set what sessions of it may do. Lower case: case does not count in action names. */
const ENTRANCES: readonly string[] = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
];

/** Whether a statement lets somebody in. */
export function grantsRole({ effect, actions }: TrustStatement): boolean {
  if (effect !== 'Allow') return false;
  const patterns = actions.patterns.map((pattern) => pattern.toLowerCase());
  const names = (entrance: string) => patterns.some((pattern) => matchesPattern(pattern, entrance));
  return ENTRANCES.some((entrance) => names(entrance) !== actions.isNegated);
}
