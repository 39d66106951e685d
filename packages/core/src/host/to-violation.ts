import { InvalidFindingError } from '../errors/errors.js';
import type { CloudTrailEvent } from '../event/cloudtrail-event.js';
import type { Finding } from '../violation/finding.js';
import { fingerprintOf, identityKeyOf } from '../violation/fingerprint.js';
import type { Violation } from '../violation/violation.js';
import { findingProblem } from './finding-problem.js';
import type { InstalledPlugin } from './installed-plugin.js';

/**
 * What a plugin returned, with everything the host knows. Of findings with one identity the first one stands.
 * @throws {InvalidFindingError} when the plugin returned something that is no finding of its own.
 */
export function toViolations(
  plugin: InstalledPlugin,
  event: CloudTrailEvent,
  findings: unknown,
): Violation[] {
  if (!Array.isArray(findings)) {
    throw new InvalidFindingError(
      plugin.metadata.id,
      event.eventID,
      'inspect must return a list of findings.',
    );
  }
  const violations = new Map<string, Violation>();
  for (const finding of findings) {
    const violation = toViolation(plugin, event, assertFinding(plugin, event, finding));
    const key = identityKeyOf(violation);
    if (!violations.has(key)) violations.set(key, violation);
  }
  return [...violations.values()];
}

function toViolation(plugin: InstalledPlugin, event: CloudTrailEvent, finding: Finding): Violation {
  const identity = {
    accountId: event.accountId,
    region: event.awsRegion,
    eventId: event.eventID,
    type: finding.type,
    // An empty text names no resource.
    instanceId: finding.instanceId || null,
  };
  return {
    ...identity,
    eventTime: event.eventTime,
    username: event.username ?? null,
    pluginClass: plugin.classId,
    metaInfo: finding.metaInfo ?? null,
    applicationId: finding.applicationId ?? null,
    applicationVersion: finding.applicationVersion ?? null,
    fingerprint: fingerprintOf(identity, finding.fingerprintKey),
  };
}

function assertFinding(plugin: InstalledPlugin, event: CloudTrailEvent, finding: unknown): Finding {
  const { id, emits } = plugin.metadata;
  const problem = findingProblem(finding, Object.keys(emits));
  if (problem) throw new InvalidFindingError(id, event.eventID, problem);
  return finding as Finding;
}
