import {
  type Clock,
  identityKeyOf,
  type JobRunProblem,
  type JobRunTarget,
  type Logger,
  systemClock,
  type Violation,
} from '@fullstop/core';
import type { DataSource, EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { inTransaction } from '../connection/transaction.js';
import { type Stamp, SYSTEM_USER } from '../findings/stamp.js';
import { storableJson, storableText } from '../findings/storable-text.js';
import { firstOfEachIdentity, storableViolation } from '../findings/storable-unit.js';
import { saveViolations } from '../findings/violations.js';
import { ActiveRules } from '../rules/active-rules.js';
import type { RuleListener } from '../rules/rule-set.js';
import { hasChanged, updateSeen } from './changed-evidence.js';
import { addToRun, type JobLease, type TargetCounts } from './job-lease.js';
import {
  adoptStored,
  type EarlierEvidence,
  type FindingScope,
  type KnownFinding,
  lockKnownFindings,
  storedIds,
} from './known-findings.js';
import { resolveGone } from './resolve-gone.js';
import { type FindingRow, saveFindingRows } from './save-known-findings.js';
import { planScan, type ScanPlan, type SeenAgain } from './scan-plan.js';

/** What a {@link JobFindings} may be told. */
export interface JobFindingsOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Hears of whitelisting rules that cannot be applied. Default: nobody does. */
  readonly logger?: Logger;
  readonly onRuleNotEvaluable?: RuleListener['onNotEvaluable'];
  /** Complete scans without a finding after which it counts as gone. Default 2. */
  readonly goneAfterScans?: number;
}

/** What a scan of one account and region found. */
export interface TargetScan {
  readonly job: string;
  readonly accountId: string;
  readonly region: string;
  /** With the event ids that the job gives, which are the same in every scan. */
  readonly violations: readonly Violation[];
  /** Resources that could not be looked at. While there is one, nothing counts as gone. */
  readonly problems: readonly JobRunProblem[];
}

/** An account, or one of its regions, that could not be scanned. */
export interface FailedTarget {
  readonly accountId: string;
  readonly region: string | null;
  readonly error: string;
}

const DEFAULT_GONE_AFTER_SCANS = 2;
/** Earlier evidence that is kept of a finding. */
const MAX_HISTORY = 10;
/** Problems of a target that are kept. */
const MAX_PROBLEMS = 20;

const LOCK_SCOPE = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 7158204395))';

/**
 * Stores what jobs find, over time: new findings become violations, those still there are seen again, those gone are resolved,
 * those that come back are recurrences. Everything of one target in one transaction, which only the owner of the run can do.
 */
export class JobFindings {
  readonly #clock: Clock;
  readonly #rules: ActiveRules;
  readonly #goneAfterScans: number;

  constructor(
    private readonly dataSource: DataSource,
    { clock = systemClock, logger, onRuleNotEvaluable, goneAfterScans }: JobFindingsOptions = {},
  ) {
    this.#clock = clock;
    this.#goneAfterScans = goneAfterScans ?? DEFAULT_GONE_AFTER_SCANS;
    this.#rules = new ActiveRules({
      ...(logger && { logger }),
      ...(onRuleNotEvaluable && { onNotEvaluable: onRuleNotEvaluable }),
    });
  }

  /** Stores what a scan found. @throws {JobLeaseLostError} when the run is somebody else's; nothing is stored then. */
  applyScan(lease: JobLease, scan: TargetScan): Promise<TargetCounts> {
    const { job, accountId, region, problems } = scan;
    const scope = { job, target: { accountId, region } };
    const complete = problems.length === 0;
    return inTransaction(this.dataSource, async (manager) => {
      const counts = await this.#apply(manager, scope, scan.violations, complete);
      const status = complete ? 'ok' : 'incomplete';
      const line = { accountId, region, status, findings: counts.findings, error: null, problems } as const;
      await addTargetLine(manager, lease.runId, line);
      await addToRun(manager, lease, counts);
      return counts;
    });
  }

  /** Stores what a job concludes from a run in which every target was scanned completely. @throws {JobLeaseLostError} */
  applyConclusion(lease: JobLease, job: string, violations: readonly Violation[]): Promise<TargetCounts> {
    return inTransaction(this.dataSource, async (manager) => {
      const counts = await this.#apply(manager, { job }, violations, true);
      await addToRun(manager, lease, counts);
      return counts;
    });
  }

  /** Notes that a target could not be scanned; what was found there earlier stays as it is. @throws {JobLeaseLostError} */
  async noteFailure(lease: JobLease, { accountId, region, error }: FailedTarget): Promise<void> {
    const line = { accountId, region, status: 'failed', findings: 0, error, problems: [] } as const;
    await this.#noteLine(lease, line);
  }

  /** Notes that a target was looked at without storing what was found. @throws {JobLeaseLostError} */
  async noteDryScan(lease: JobLease, { accountId, region, violations, problems }: TargetScan): Promise<void> {
    const status = problems.length === 0 ? 'ok' : 'incomplete';
    const findings = violations.length;
    await this.#noteLine(lease, { accountId, region, status, findings, error: null, problems });
  }

  async #noteLine(lease: JobLease, line: JobRunTarget): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await addTargetLine(manager, lease.runId, line);
      await addToRun(manager, lease, { findings: line.findings, opened: 0, closed: 0 });
    });
  }

  async #apply(
    manager: EntityManager,
    scope: FindingScope,
    given: readonly Violation[],
    complete: boolean,
  ): Promise<TargetCounts> {
    const stamp = { at: this.#clock.now(), by: SYSTEM_USER };
    const found = firstOfEachIdentity(given.map(storableViolation));
    // A process that does not know yet that its run was taken over would get in the way of the one that took it.
    await manager.query(LOCK_SCOPE, [JSON.stringify(scope)]);
    const rules = await this.#rules.share(manager);
    const plan = await this.#plan(manager, scope, found, complete);

    await updateSeen(manager, plan.seen, stamp, rules);
    const opened = await this.#saveNew(manager, scope, plan, stamp);
    const closed = await resolveGone(manager, plan.gone, scope.job, this.#goneAfterScans, stamp);
    await saveFindingRows(manager, scope, [
      ...plan.seen.filter(isRowChanged).map((each) => seenRow(each, stamp)),
      ...plan.missed.map((known) => ({ ...rowOf(known), missedScans: known.missedScans + 1 })),
      ...plan.gone
        .filter(({ gone }) => !gone)
        .map((known) => ({ ...rowOf(known), missedScans: this.#goneAfterScans, gone: true })),
    ]);
    return { findings: found.length, opened, closed };
  }

  async #plan(
    manager: EntityManager,
    scope: FindingScope,
    found: readonly Violation[],
    complete: boolean,
  ): Promise<ScanPlan> {
    const known = await lockKnownFindings(manager, scope, found);
    const keys = new Set(known.map(identityKeyOf));
    const adopted = await adoptStored(
      manager,
      found.filter((violation) => !keys.has(identityKeyOf(violation))),
    );
    return planScan(found, [...known, ...adopted], complete, this.#goneAfterScans);
  }

  /** Stores violations of what is new and of what is back. @returns how many. */
  async #saveNew(
    manager: EntityManager,
    scope: FindingScope,
    { fresh, back }: ScanPlan,
    stamp: Stamp,
  ): Promise<number> {
    const findings = [
      ...fresh.map((now) => ({ now, number: 1, history: [] as readonly EarlierEvidence[] })),
      ...back.map(({ now, known }) => ({ now, number: known.number + 1, history: known.history })),
    ];
    if (findings.length === 0) return 0;
    const violations = findings.map(({ now, number }) => ({
      ...now,
      eventId: numbered(now.eventId, number),
    }));
    const { stored } = await saveViolations(manager, violations, stamp, this.#rules);
    const ids = await storedIds(manager, violations);
    const rows = findings.map(({ now, number, history }, position) => {
      const violationId = ids.get(position)!.id;
      return { ...identityOf(now), violationId, number, history, missedScans: 0, gone: false };
    });
    await saveFindingRows(manager, scope, rows);
    return stored;
  }
}

/** Event id of the violation of a finding that came back; the first one has the job's own. */
function numbered(eventId: string, number: number): string {
  return number === 1 ? eventId : `${eventId}#${number}`;
}

function isRowChanged(seen: SeenAgain): boolean {
  const { gone, missedScans, isAdopted } = seen.known;
  return isAdopted || gone || missedScans > 0 || hasChanged(seen);
}

function seenRow(seen: SeenAgain, stamp: Stamp): FindingRow {
  const { known } = seen;
  const earlier = { until: stamp.at.toISOString(), meta_info: known.violation.metaInfo };
  const history = hasChanged(seen) ? [...known.history, earlier].slice(-MAX_HISTORY) : known.history;
  return { ...rowOf(known), missedScans: 0, gone: false, history };
}

function rowOf(known: KnownFinding): FindingRow {
  const { number, missedScans, gone, history, violation } = known;
  return { ...identityOf(known), violationId: violation.id, number, missedScans, gone, history };
}

function identityOf({ accountId, region, eventId, type, instanceId }: Violation | KnownFinding) {
  return { accountId, region, eventId, type, instanceId };
}

const ADD_LINE = `
  INSERT INTO ${SCHEMA}.job_run_target (run_id, account_id, region, status, findings, error, problems)
  VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)`;

async function addTargetLine(manager: EntityManager, runId: number, line: JobRunTarget): Promise<void> {
  const { accountId, region, status, findings, error } = line;
  const problems = storableJson(line.problems.slice(0, MAX_PROBLEMS));
  const text = error === null ? null : storableText(error);
  await manager.query(ADD_LINE, [runId, accountId, region, status, findings, text, problems]);
}
