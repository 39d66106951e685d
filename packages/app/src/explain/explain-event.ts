import {
  type CheckOutcome,
  type CloudTrailEvent,
  findPluginMetadata,
  type LifecycleEntry,
  LOGGER,
  type PluginCandidate,
  PluginHost,
  silentLogger,
  type UnfinishedCheck,
  unfinishedCheckJsonOf,
  type Violation,
  type ViolationType,
} from '@fullstop/core';
import { type LentServices, lentServices } from '../plugins/offline-services.js';
import { pluginHostOptions, type Runtime } from '../runtime.js';
import type { EventExplanation, PluginExplanation } from './explanation.js';
import { FactRecorder } from './fact-recorder.js';
import { NotedLog } from './noted-log.js';
import { recordedServices } from './recorded-services.js';
import { whyNotSubscribed } from './why-not.js';

/** An event, and its unfinished checks that are stored. */
export interface EventToExplain {
  readonly event: CloudTrailEvent;
  readonly storedChecks: readonly UnfinishedCheck[];
}

/**
 * Lets plugins look at one event, and keeps what they ask for and decide. Stores and writes nothing.
 * @param candidates the plugins, active or not.
 * @throws {PluginConfigError} when one cannot be built.
 */
export async function explainEvent(
  runtime: Runtime,
  services: LentServices,
  candidates: readonly PluginCandidate[],
  { event, storedChecks }: EventToExplain,
): Promise<EventExplanation> {
  const explained = candidates.map((candidate) => explainCheck(runtime, services, candidate, event));
  const plugins = (await Promise.all(explained)).map((plugin) => {
    const stored = storedChecks.find(({ pluginId }) => pluginId === plugin.plugin);
    return { ...plugin, stored_check: stored ? unfinishedCheckJsonOf(stored) : null };
  });
  return {
    event: eventOf(event),
    plugins: plugins.sort((left, right) => (left.plugin < right.plugin ? -1 : 1)),
  };
}

async function explainCheck(
  runtime: Runtime,
  services: LentServices,
  candidate: PluginCandidate,
  event: CloudTrailEvent,
): Promise<Omit<PluginExplanation, 'stored_check'>> {
  const metadata = findPluginMetadata(candidate.pluginClass)!;
  const recorder = new FactRecorder();
  const log = new NotedLog();
  // One host per plugin, so that every plugin has a recorder of its own.
  const host = hostOf(runtime, candidate, metadata.id, [
    ...lentServices(runtime.config, recordedServices(services, recorder)),
    { token: LOGGER, value: log },
  ]);
  try {
    const [outcome] = await host.check(event);
    const inactive = host.statuses[0]?.reason;
    return {
      plugin: metadata.id,
      title: metadata.title,
      why_not: outcome ? null : inactive ? `not active: ${inactive}` : whyNotSubscribed(metadata, event),
      ...decisionOf(outcome, host.violationTypes),
      facts: recorder.facts,
      writes: recorder.writes,
      notes: log.notes,
    };
  } finally {
    await host.dispose();
  }
}

function hostOf(
  runtime: Runtime,
  candidate: PluginCandidate,
  id: string,
  provided: ReturnType<typeof lentServices>,
): PluginHost {
  const settings = runtime.config.plugins[id];
  return new PluginHost({
    ...pluginHostOptions(runtime, silentLogger, provided),
    candidates: [candidate],
    settings: settings ? { [id]: settings } : {},
  });
}

function decisionOf(
  outcome: CheckOutcome | undefined,
  types: readonly ViolationType[],
): Pick<PluginExplanation, 'state' | 'error' | 'violations' | 'lifecycle'> {
  if (!outcome) return { state: null, error: null, violations: [], lifecycle: [] };
  const { state, unfinished, violations, lifecycleEntries } = outcome;
  return {
    state,
    error: unfinished ? { code: unfinished.errorCode, message: unfinished.errorMessage } : null,
    violations: violations.map((violation) => violationOf(violation, types)),
    lifecycle: lifecycleEntries.map(lifecycleOf),
  };
}

function eventOf(event: CloudTrailEvent): EventExplanation['event'] {
  return {
    event_id: event.eventID,
    event_source: event.eventSource,
    event_name: event.eventName,
    event_time: event.eventTime.toISOString(),
    account_id: event.accountId,
    region: event.awsRegion,
    username: event.username ?? null,
    error_code: event.errorCode ?? null,
  };
}

function violationOf(
  violation: Violation,
  types: readonly ViolationType[],
): PluginExplanation['violations'][0] {
  const { type, instanceId, applicationId, applicationVersion, metaInfo } = violation;
  return {
    type,
    // The host takes no finding of a type that its plugin does not declare.
    severity: types.find(({ id }) => id === type)!.severity,
    instance_id: instanceId,
    application_id: applicationId,
    application_version: applicationVersion,
    meta_info: metaInfo,
  };
}

function lifecycleOf(entry: LifecycleEntry): PluginExplanation['lifecycle'][0] {
  return {
    instance_id: entry.instanceId,
    event_type: entry.eventType,
    event_date: entry.eventDate.toISOString(),
    image_id: entry.imageId ?? null,
    image_name: entry.imageName ?? null,
    application_id: entry.applicationId,
    application_version: entry.applicationVersion,
  };
}
