import { type PluginCandidate, PluginConfigError, PluginHost } from '@fullstop/core';

/** Whether a plugin asks for nothing that only the service lends: without AWS it could only wait for facts. */
export function standsAlone(candidate: PluginCandidate): boolean {
  try {
    new PluginHost({ candidates: [candidate] });
    return true;
  } catch (error) {
    if (error instanceof PluginConfigError) return false;
    throw error;
  }
}
