import { isPartialInspection, PartialInspectionError } from '../errors/errors.js';
import type { Finding } from '../violation/finding.js';

/**
 * Inspects things one by one, so that trouble with one does not hide what is wrong with the next.
 * @throws {PartialInspectionError} after the last one, with all findings, when any of them threw.
 */
export async function inspectEach<Item, Type extends string>(
  items: readonly Item[],
  inspect: (item: Item) => readonly Finding<Type>[] | Promise<readonly Finding<Type>[]>,
): Promise<Finding<Type>[]> {
  const findings: Finding<Type>[] = [];
  const causes: unknown[] = [];
  for (const item of items) {
    try {
      findings.push(...(await inspect(item)));
    } catch (error) {
      if (isPartialInspection(error)) {
        findings.push(...(error.findings as Finding<Type>[]));
        causes.push(...error.causes);
      } else causes.push(error);
    }
  }
  if (causes.length > 0) throw new PartialInspectionError(findings, causes);
  return findings;
}
