import {
  type CheckOutcome,
  type CloudTrailEvent,
  findPluginMetadata,
  type Logger,
  type PluginClass,
  PluginHost,
  type PluginMetadata,
  type Provided,
  type Violation,
} from '@fullstop/core';

/** What a plugin under test gets beside the event. */
export interface InspectWithOptions {
  /** Raw options, read by the plugin's own schema. Default `{}`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Test doubles for what the plugin injects. */
  readonly provided?: readonly Provided[];
  readonly logger?: Logger;
}

/**
 * Lets a plugin look at an event exactly as the host does: subscription, gates, options, findings made into violations.
 * @param options raw options of the plugin.
 * @throws {PluginConfigError} when the options are wrong.
 * @throws the plugin's own problem when the check is not decided.
 */
export async function inspectWith(
  plugin: PluginClass,
  event: CloudTrailEvent,
  options: Readonly<Record<string, unknown>> = {},
  more: Omit<InspectWithOptions, 'options'> = {},
): Promise<readonly Violation[]> {
  const outcome = await checkWith(plugin, event, { options, ...more });
  const unfinished = outcome?.unfinished;
  if (unfinished) throw new Error(`${unfinished.state}, ${unfinished.errorCode}: ${unfinished.errorMessage}`);
  return outcome?.violations ?? [];
}

/** Like {@link inspectWith}, but gives the whole outcome; `undefined` when the event does not concern the plugin. */
export async function checkWith(
  plugin: PluginClass,
  event: CloudTrailEvent,
  { options = {}, provided, logger }: InspectWithOptions = {},
): Promise<CheckOutcome | undefined> {
  const metadata = findPluginMetadata(plugin);
  if (!metadata) throw new TypeError(`${plugin.name} carries no @Plugin`);
  const { id } = metadata;
  const host = new PluginHost({
    candidates: [{ pluginClass: plugin, packageName: 'under-test', packageVersion: '0.0.0' }],
    settings: { [id]: { enabled: true, options } },
    provided: withNeeds(metadata, provided),
    logger,
  });
  try {
    const [outcome] = host.selector.wants(event.eventSource, event.eventName) ? await host.check(event) : [];
    return outcome;
  } finally {
    await host.dispose();
  }
}

/** What is lent, and whatever else the plugin needs to be there: a test that does not care need not name it. */
export function withNeeds(
  { needs = [] }: Pick<PluginMetadata, 'needs'>,
  provided: readonly Provided[] = [],
): readonly Provided[] {
  const tokens = new Set(provided.map(({ token }) => token));
  return [
    ...provided,
    ...needs.filter(({ token }) => !tokens.has(token)).map(({ token }) => ({ token, value: undefined })),
  ];
}
