import type { ScanContext } from '@fullstop/core';
import pLimit from 'p-limit';

// Enough for fifty probes at once; AWS calls have limits of their own.
const AT_ONCE = 100;

/**
 * Looks at resources, several at a time, and gives what is wrong with them in their order. One that cannot be looked at is
 * noted as a problem, and the others go on.
 * @throws the reason of the context's signal when that was aborted.
 */
export async function eachResource<Resource, Found>(
  resources: readonly Resource[],
  nameOf: (resource: Resource) => string,
  look: (resource: Resource) => Promise<Found | undefined>,
  context: ScanContext,
): Promise<Found[]> {
  const limit = pLimit(AT_ONCE);
  const found = await Promise.all(
    resources.map((resource) =>
      limit(async () => {
        context.signal.throwIfAborted();
        try {
          return await look(resource);
        } catch (error) {
          context.signal.throwIfAborted();
          context.problem(nameOf(resource), error);
          return undefined;
        }
      }),
    ),
  );
  return found.filter((each) => each !== undefined);
}
