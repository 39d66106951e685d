import { CheckRetrier, type RetryReport } from '@fullstop/cloudtrail';
import { type CheckFilter, type Logger, PluginHost } from '@fullstop/core';
import { pluginServices } from '../plugins/plugin-services.js';
import { pluginHostOptions } from '../runtime.js';
import type { StoredFindings } from './stored-findings.js';

/** Tries unfinished checks again at once, pending and failed ones alike. */
export async function retryChecks(
  { runtime, store }: StoredFindings,
  filter: CheckFilter,
  logger: Logger,
): Promise<RetryReport> {
  const services = await pluginServices(runtime.config, store, logger);
  const host = new PluginHost(pluginHostOptions(runtime, logger, services.provided));
  try {
    await services.start();
    await store.registerViolationTypes(host.violationTypes);
    const retrier = new CheckRetrier({ host, store });
    const total = { decided: 0, undecided: 0, waiting: 0 };
    const requeued = await store.requeue(filter, new Date());
    // Each round claims what is due; what stays undecided is not due again for a while.
    for (let taken = 0, more = requeued > 0; more && taken < requeued; ) {
      const { decided, undecided, waiting } = await retrier.retryDue();
      total.decided += decided;
      total.undecided += undecided;
      total.waiting += waiting;
      taken += decided + undecided + waiting;
      more = decided + undecided + waiting > 0;
    }
    return total;
  } finally {
    await host.dispose();
    await services.close();
  }
}
