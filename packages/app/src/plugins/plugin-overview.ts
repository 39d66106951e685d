import {
  findPluginMetadata,
  InMemoryFindingsStore,
  PluginHost,
  type PluginMetadata,
  type PluginStatus,
  silentLogger,
} from '@fullstop/core';
import { pluginHostOptions, type Runtime } from '../runtime.js';
import { lentServices, offlineServices } from './offline-services.js';

/** A plugin that was found: how it stands, and what it says of itself. */
export interface PluginOverview extends PluginStatus {
  readonly metadata: PluginMetadata;
  /** Its options with their defaults; empty when it has none, `undefined` when it cannot do without some. */
  readonly defaults: Readonly<Record<string, unknown>> | undefined;
}

/** All plugins of a project, by id. Asks nobody. @throws {PluginConfigError} */
export async function pluginOverviews(runtime: Runtime): Promise<readonly PluginOverview[]> {
  const services = lentServices(runtime.config, offlineServices(new InMemoryFindingsStore()));
  const host = new PluginHost(pluginHostOptions(runtime, silentLogger, services));
  await host.dispose();
  const found = runtime.discovery.candidates.flatMap(
    ({ pluginClass }) => findPluginMetadata(pluginClass) ?? [],
  );
  return host.statuses.flatMap((status) => {
    const metadata = found.find(({ id }) => id === status.id);
    return metadata ? [{ ...status, metadata, defaults: defaultsOf(metadata) }] : [];
  });
}

function defaultsOf({ options }: PluginMetadata): Readonly<Record<string, unknown>> | undefined {
  if (!options) return {};
  try {
    return { ...(options.parse({}) as object) };
  } catch {
    // The schema refuses to be without a value: there is no default to show.
    return undefined;
  }
}
