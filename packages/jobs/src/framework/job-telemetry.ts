import type { JobRun } from '@fullstop/core';
import { type Counter, type Histogram, metrics } from '@opentelemetry/api';

/** Counts what jobs do; does nothing while nobody has installed an OpenTelemetry SDK. */
export class JobTelemetry {
  readonly #runs: Counter;
  readonly #accounts: Counter;
  readonly #findings: Counter;
  readonly #violations: Counter;
  readonly #problems: Counter;
  readonly #calls: Counter;
  readonly #throttles: Counter;
  readonly #duration: Histogram;
  /** By job, epoch seconds. */
  readonly #lastSuccess = new Map<string, number>();

  constructor() {
    const meter = metrics.getMeter('@fullstop/jobs');
    const counter = (name: string, description: string) =>
      meter.createCounter(`fullstop_job_${name}`, { description });
    this.#runs = counter('runs', 'Runs of jobs that ended, by job and status');
    this.#accounts = counter(
      'accounts',
      'Accounts that runs looked at, by job and whether they were scanned as a whole',
    );
    this.#findings = counter('findings', 'What scans found, by job');
    this.#violations = counter('violations', 'Violations of jobs that were opened or resolved, by job');
    this.#problems = counter('errors', 'What could not be looked at, by job and account');
    this.#calls = counter('aws_calls', 'Calls to AWS, by job');
    this.#throttles = counter('aws_throttles', 'Calls that AWS throttled, by job');
    this.#duration = meter.createHistogram('fullstop_job_duration_seconds', {
      description: 'Time that runs took, by job',
      unit: 's',
    });
    meter
      .createObservableGauge('fullstop_job_last_success_timestamp_seconds', {
        description: 'When a job last scanned all accounts as a whole; alert when it is too long ago',
        unit: 's',
      })
      .addCallback((result) => {
        for (const [job, seconds] of this.#lastSuccess) result.observe(seconds, { job });
      });
  }

  /** A run ended. */
  ended(run: JobRun, status: string, seconds: number): void {
    const { job } = run;
    this.#runs.add(1, { job, status, trigger: run.trigger });
    this.#duration.record(seconds, { job });
  }

  lastSuccess(job: string, at: Date): void {
    this.#lastSuccess.set(job, at.getTime() / 1000);
  }

  account(job: string, ok: boolean): void {
    this.#accounts.add(1, { job, result: ok ? 'ok' : 'failed' });
  }

  target(
    job: string,
    { findings, opened, closed }: { findings: number; opened: number; closed: number },
  ): void {
    this.#findings.add(findings, { job });
    this.#violations.add(opened, { job, change: 'opened' });
    this.#violations.add(closed, { job, change: 'resolved' });
  }

  problem(job: string, accountId: string): void {
    this.#problems.add(1, { job, account: accountId });
  }

  call(job: string, throttled: boolean): void {
    this.#calls.add(1, { job });
    if (throttled) this.#throttles.add(1, { job });
  }
}
