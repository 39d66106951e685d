import { FullstopError } from '../errors/errors.js';
import { findingProblem } from '../host/finding-problem.js';
import { fingerprintOf, identityKeyOf } from '../violation/fingerprint.js';
import type { Violation } from '../violation/violation.js';
import type { JobFinding, RunFinding, ScanTarget } from './account-job.js';
import type { InstalledJob } from './installed-job.js';

type JobIdentity = Pick<InstalledJob, 'metadata' | 'classId'>;

/**
 * What a job found in one place, with everything that is known beside. Of findings with one identity the first one stands.
 * @throws {FullstopError} `INVALID_FINDING` when the job returned something that is no finding of its own.
 */
export function jobViolations(
  job: JobIdentity,
  { accountId, region }: ScanTarget,
  findings: unknown,
  now: Date,
): Violation[] {
  return violationsOf(job, findings, (finding) => ({ ...finding, accountId, region }), now);
}

/** What a job concluded from a whole run; as {@link jobViolations}. @throws {FullstopError} `INVALID_FINDING` */
export function runViolations(job: JobIdentity, findings: unknown, now: Date): Violation[] {
  return violationsOf(job, findings, (finding) => finding as RunFinding, now);
}

function violationsOf(
  job: JobIdentity,
  findings: unknown,
  locate: (finding: JobFinding) => RunFinding,
  now: Date,
): Violation[] {
  if (!Array.isArray(findings)) throw invalid(job, 'it must return a list of findings.');
  const violations = new Map<string, Violation>();
  for (const finding of findings) {
    const problem = findingProblem(finding, Object.keys(job.metadata.emits));
    if (problem) throw invalid(job, problem);
    const located = locate(finding as JobFinding);
    const wrong = (['eventId', 'accountId', 'region'] as const).find((name) => !isText(located[name], name));
    if (wrong) throw invalid(job, `${wrong} of a finding must be a text.`);
    const violation = violationOf(job, located, now);
    const key = identityKeyOf(violation);
    if (!violations.has(key)) violations.set(key, violation);
  }
  return [...violations.values()];
}

function isText(value: unknown, name: string): boolean {
  return typeof value === 'string' || (name === 'eventId' && value === undefined);
}

function violationOf({ metadata, classId }: JobIdentity, finding: RunFinding, now: Date): Violation {
  const identity = {
    accountId: finding.accountId,
    region: finding.region,
    eventId: finding.eventId ?? metadata.eventId,
    type: finding.type,
    // An empty text names no resource.
    instanceId: finding.instanceId || null,
  };
  return {
    ...identity,
    eventTime: now,
    username: null,
    pluginClass: classId,
    metaInfo: finding.metaInfo ?? null,
    applicationId: finding.applicationId ?? null,
    applicationVersion: finding.applicationVersion ?? null,
    // What a plugin's event id is not, a job's is: a part of what is wrong.
    fingerprint: fingerprintOf(identity, finding.fingerprintKey ?? identity.eventId),
  };
}

function invalid({ metadata }: JobIdentity, problem: string): FullstopError {
  return new FullstopError('INVALID_FINDING', `Job ${metadata.id}: ${problem}`);
}
