import {
  type AccountJob,
  type Clock,
  type DryRunFinding,
  type InstalledJob,
  type JobRun,
  type JobRunProblem,
  jobViolations,
  type Logger,
  messageOf,
  runViolations,
  type ScanFindings,
  type ScanTarget,
  type Violation,
} from '@fullstop/core';
import type { JobFindings, JobLease, JobRuns } from '@fullstop/store';
import pLimit from 'p-limit';
import type { AccountSource, RegionSource, ScannedAccount } from './accounts.js';
import { JobTelemetry } from './job-telemetry.js';
import { AccountDeadlineError, AccountExcludedError, NoAccountsError } from './run-limits.js';
import { ScanErrorLog } from './scan-error-log.js';
import { Deadline, type Timers, untilAborted } from './timers.js';

/** What a {@link JobRunner} is made of. */
export interface JobRunnerOptions {
  readonly accounts: AccountSource;
  readonly regions: RegionSource;
  readonly runs: Pick<JobRuns, 'progress'>;
  readonly findings: Pick<JobFindings, 'applyScan' | 'applyConclusion' | 'noteFailure' | 'noteDryScan'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly telemetry?: JobTelemetry;
  /** Accounts at the same time. Default 8. */
  readonly accountConcurrency?: number;
  /** Longest time of one account, in seconds. Default 300. */
  readonly accountDeadlineSeconds?: number;
  /** At least 0 and less than 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** How the scans of a run ended. */
export interface RunResult {
  readonly status: 'succeeded' | 'partial' | 'failed';
  readonly error: string | null;
  /** What a dry run found; `undefined` for other runs. */
  readonly dryRunFindings: readonly DryRunFinding[] | undefined;
}

const MAX_DRY_RUN_FINDINGS = 1000;

/** Lets jobs look at accounts: several at a time, each apart from the others. */
export class JobRunner {
  readonly #options: Required<JobRunnerOptions>;
  readonly #errors: ScanErrorLog;

  constructor(options: JobRunnerOptions) {
    this.#options = {
      telemetry: new JobTelemetry(),
      accountConcurrency: 8,
      accountDeadlineSeconds: 300,
      random: Math.random,
      ...options,
    };
    this.#errors = new ScanErrorLog(options.logger, options.clock);
  }

  /**
   * Scans all accounts, or the one that the run names.
   * @throws {JobLeaseLostError} when the run is somebody else's by now.
   * @throws the signal's reason when it is aborted; what was scanned by then is stored.
   */
  async run(job: InstalledJob, run: JobRun, lease: JobLease, signal: AbortSignal): Promise<RunResult> {
    return new Pass(this.#options, this.#errors, job, run, lease).run(signal);
  }
}

/** One run through the accounts. */
class Pass {
  readonly #jobId: string;
  readonly #instance: AccountJob;
  readonly #now: Date;
  readonly #dryRunFindings: DryRunFinding[] = [];
  /** Kept only for a job that wants them at the end. */
  readonly #results: ScanFindings[] = [];
  readonly #counts = { total: 0, ok: 0, failed: 0 };
  /** The newest of the reports about them. */
  #reported: Promise<void> = Promise.resolve();
  /** Ends the run: the lease is lost, or the database is away. */
  readonly #broken = new AbortController();

  constructor(
    private readonly options: Required<JobRunnerOptions>,
    private readonly errors: ScanErrorLog,
    private readonly job: InstalledJob,
    private readonly jobRun: JobRun,
    private readonly lease: JobLease,
  ) {
    this.#jobId = job.metadata.id;
    this.#instance = job.instance;
    this.#now = options.clock.now();
  }

  async run(given: AbortSignal): Promise<RunResult> {
    const signal = AbortSignal.any([given, this.#broken.signal]);
    const accounts = shuffled(await this.#accounts(signal), this.options.random);
    if (accounts.length === 0) throw new NoAccountsError(this.#jobId);
    this.#counts.total = accounts.length;
    await this.#progress();
    const limit = pLimit(this.options.accountConcurrency);
    await Promise.all(accounts.map((account) => limit(() => this.#account(account, signal))));
    signal.throwIfAborted();
    if (this.#counts.failed === 0 && this.jobRun.account === null) await this.#conclude();
    return this.#result();
  }

  async #accounts(signal: AbortSignal): Promise<readonly ScannedAccount[]> {
    const { account } = this.jobRun;
    const source = this.options.accounts;
    if (account === null) return untilAborted(signal, () => source.accounts(signal));
    if (source.isExcluded?.(account)) throw new AccountExcludedError(account);
    return [{ id: account }];
  }

  /** Never rejects: what goes wrong in an account is noted, what goes wrong with the run ends it. */
  async #account({ id }: ScannedAccount, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { timers, accountDeadlineSeconds: seconds, telemetry } = this.options;
    const deadline = new Deadline(
      timers,
      seconds * 1000,
      signal,
      () => new AccountDeadlineError(this.#jobId, id, seconds),
    );
    try {
      const ok = await this.#regions(id, deadline.signal, signal);
      if (signal.aborted) return;
      if (ok) this.#counts.ok += 1;
      else this.#counts.failed += 1;
      telemetry.account(this.#jobId, ok);
      await this.#progress();
    } catch (error) {
      this.#broken.abort(error);
    } finally {
      deadline.end();
    }
  }

  /** @returns whether all regions were scanned completely. */
  async #regions(accountId: string, signal: AbortSignal, ofRun: AbortSignal): Promise<boolean> {
    const { scope } = this.job.metadata;
    let regions: readonly string[];
    try {
      regions =
        scope === 'region'
          ? await untilAborted(signal, () => this.options.regions.regionsOf(accountId, signal))
          : [scope.region];
    } catch (error) {
      await this.#failed(accountId, null, error, ofRun);
      return false;
    }
    let ok = true;
    for (const region of regions) {
      if (ofRun.aborted) return false;
      if (!(await this.#target({ accountId, region }, signal, ofRun))) ok = false;
    }
    return ok;
  }

  /** @returns whether the target was scanned completely. @throws when the result cannot be stored. */
  async #target(target: ScanTarget, signal: AbortSignal, ofRun: AbortSignal): Promise<boolean> {
    const problems: JobRunProblem[] = [];
    let violations: Violation[];
    try {
      const findings = await untilAborted(signal, () => this.#scan(target, signal, problems));
      violations = jobViolations(this.job, target, findings, this.#now);
      if (this.#instance.conclude) this.#results.push({ target, findings });
    } catch (error) {
      await this.#failed(target.accountId, target.region, error, ofRun);
      return false;
    }
    await this.#store(target, violations, [...problems]);
    return problems.length === 0;
  }

  #scan(target: ScanTarget, signal: AbortSignal, problems: JobRunProblem[]) {
    const { accountId, region } = target;
    return this.#instance.scan(target, {
      signal,
      now: this.#now,
      problem: (resource, error) => {
        this.errors.log(error, { job: this.#jobId, accountId, region, resource });
        this.options.telemetry.problem(this.#jobId, accountId);
        problems.push({ resource, error: messageOf(error) });
      },
    });
  }

  async #store(
    target: ScanTarget,
    violations: readonly Violation[],
    problems: readonly JobRunProblem[],
  ): Promise<void> {
    const { findings, telemetry } = this.options;
    const scan = { job: this.#jobId, ...target, violations, problems };
    if (this.jobRun.dryRun) {
      this.#noteDryRun(violations);
      await findings.noteDryScan(this.lease, scan);
      telemetry.target(this.#jobId, { findings: violations.length, opened: 0, closed: 0 });
      return;
    }
    telemetry.target(this.#jobId, await findings.applyScan(this.lease, scan));
  }

  async #failed(accountId: string, region: string | null, error: unknown, ofRun: AbortSignal): Promise<void> {
    // Nobody is to blame when the run as a whole ends.
    if (ofRun.aborted) return;
    this.errors.log(error, { job: this.#jobId, accountId, ...(region !== null && { region }) });
    this.options.telemetry.problem(this.#jobId, accountId);
    await this.options.findings.noteFailure(this.lease, { accountId, region, error: messageOf(error) });
  }

  async #conclude(): Promise<void> {
    const findings = this.#instance.conclude?.(this.#results);
    if (findings === undefined) return;
    const violations = runViolations(this.job, findings, this.#now);
    if (this.jobRun.dryRun) this.#noteDryRun(violations);
    else {
      const stored = await this.options.findings.applyConclusion(this.lease, this.#jobId, violations);
      this.options.telemetry.target(this.#jobId, stored);
    }
  }

  #noteDryRun(violations: readonly Violation[]): void {
    const room = MAX_DRY_RUN_FINDINGS - this.#dryRunFindings.length;
    this.#dryRunFindings.push(...violations.slice(0, room).map(dryRunFindingOf));
  }

  /** One after the other: of two on their way at the same time, the older one might be stored last. */
  #progress(): Promise<void> {
    this.#reported = this.#reported.then(() => {
      const { total, ok, failed } = this.#counts;
      return this.options.runs.progress(this.lease, total, ok, failed);
    });
    return this.#reported;
  }

  #result(): RunResult {
    const { total, ok, failed } = this.#counts;
    const dryRunFindings = this.jobRun.dryRun ? this.#dryRunFindings : undefined;
    if (failed === 0) return { status: 'succeeded', error: null, dryRunFindings };
    const error = `${failed} of ${total} accounts could not be scanned as a whole`;
    return { status: ok === 0 ? 'failed' : 'partial', error, dryRunFindings };
  }
}

function dryRunFindingOf(violation: Violation): DryRunFinding {
  const { accountId, region, eventId, type, instanceId, metaInfo, applicationId, applicationVersion } =
    violation;
  return {
    accountId,
    region,
    eventId,
    type,
    metaInfo,
    ...(instanceId !== null && { instanceId }),
    ...(applicationId !== null && { applicationId }),
    ...(applicationVersion !== null && { applicationVersion }),
  };
}

/** In chance order, so that it is not always the same ones that come last. */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
