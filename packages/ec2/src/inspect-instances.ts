import { type CloudTrailEvent, type Finding, type InspectionContext, inspectEach } from '@fullstop/core';
import type { Instance, InstanceDirectory } from './instance.js';

type Findings<Type extends string> = readonly Finding<Type>[] | Promise<readonly Finding<Type>[]>;

// More would only wait for their turn: calls at once are limited per account.
const AT_ONCE = 8;

/**
 * Inspects each instance of an event apart, a few at a time, so that trouble with one does not hide what is wrong with the
 * next. Findings come in the order of the instances.
 * @throws {PartialInspectionError} after the last one, with all findings, when any of them threw.
 */
export async function inspectInstances<Type extends string>(
  directory: InstanceDirectory,
  event: CloudTrailEvent,
  { signal }: Pick<InspectionContext, 'signal'>,
  inspect: (instance: Instance) => Findings<Type>,
): Promise<Finding<Type>[]> {
  const instances = await directory.of(event, signal);
  const outcomes = await outcomesOf(instances, inspect);
  return inspectEach(outcomes, (outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

async function outcomesOf<Type extends string>(
  instances: readonly Instance[],
  inspect: (instance: Instance) => Findings<Type>,
): Promise<PromiseSettledResult<readonly Finding<Type>[]>[]> {
  const outcomes: PromiseSettledResult<readonly Finding<Type>[]>[] = [];
  const waiting = instances.entries();
  const work = async (): Promise<void> => {
    for (const [index, instance] of waiting) {
      const [outcome] = await Promise.allSettled([(async () => inspect(instance))()]);
      outcomes[index] = outcome;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}
