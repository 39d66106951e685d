import { InvalidFindingError } from '../errors/errors.js';
import type { CloudTrailEvent } from '../event/cloudtrail-event.js';
import { isJsonObject } from '../event/json.js';
import type { Finding } from '../violation/finding.js';
import { fingerprintOf, identityKeyOf } from '../violation/fingerprint.js';
import type { Violation } from '../violation/violation.js';
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

const TEXTS = ['instanceId', 'applicationId', 'applicationVersion', 'fingerprintKey'] as const;

function findingProblem(finding: unknown, declaredTypes: readonly string[]): string | undefined {
  if (!isJsonObject(finding)) return 'a finding must be an object.';
  if (typeof finding.type !== 'string' || !declaredTypes.includes(finding.type)) {
    return `a finding has the type ${String(finding.type)}, which is not declared under emits (${declaredTypes.join(', ')}).`;
  }
  const wrong = TEXTS.find((name) => finding[name] !== undefined && typeof finding[name] !== 'string');
  if (wrong) return `${wrong} of a finding must be a text, or absent.`;
  return isStorable(finding.metaInfo) ? undefined : 'metaInfo of a finding must be JSON, or absent.';
}

// A store would fail with it, and take everything else of the same log object along.
function isStorable(metaInfo: unknown): boolean {
  try {
    return metaInfo === undefined || JSON.stringify(metaInfo) !== undefined;
  } catch {
    return false;
  }
}
