import type { AwsClients } from '@fullstop/aws';
import { type Clock, systemClock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';
import { type ParsedReport, parseCredentialReport } from './parse-credential-report.js';
import { type Sleep, systemSleep } from './sleep.js';

/** What a {@link CredentialReports} is made of. */
export interface CredentialReportsOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: the machine's timers. */
  readonly sleep?: Sleep;
}

/** Whose report, and who asks. */
export interface ReportQuestion {
  readonly clients: AwsClients;
  readonly accountId: string;
  /** Region of the IAM client; any of the account's partition. */
  readonly region: string;
  readonly signal: AbortSignal;
}

interface Kept {
  readonly report: ParsedReport;
  readonly expiresAtMs: number;
}

// As long as IAM itself gives the same one again.
const KEPT_MILLISECONDS = 4 * 3_600_000;
// Some 50 MB. A report that is larger is fetched each time.
const MAX_ROWS = 100_000;

/** Token of the {@link CredentialReports}: one for all jobs, so that IAM makes each report once. */
export const CREDENTIAL_REPORTS = Symbol.for('@fullstop/jobs:credential-reports');

/** Credential reports by account, kept until IAM would make a new one: four hours after it made them. */
export class CredentialReports {
  readonly #kept: LRUCache<string, Kept>;
  readonly #clock: Clock;
  readonly #sleep: Sleep;

  constructor({ clock = systemClock, sleep = systemSleep }: CredentialReportsOptions = {}) {
    this.#clock = clock;
    this.#sleep = sleep;
    this.#kept = new LRUCache({ maxSize: MAX_ROWS, sizeCalculation: ({ report }) => report.rows.length + 1 });
  }

  /**
   * The report of an account.
   * @throws {CredentialReportError} {@link CredentialReportLateError} and what the calls of AWS throw.
   */
  async of({ clients, accountId, region, signal }: ReportQuestion): Promise<ParsedReport> {
    const kept = this.#kept.get(accountId);
    if (kept && this.#clock.now().getTime() < kept.expiresAtMs) return kept.report;
    // The SDK takes half a second to load, which only who asks should pay.
    const { fetchCredentialReport } = await import('./fetch-credential-report.js');
    const question = { clients, accountId, region, signal, sleep: this.#sleep };
    const { text, generatedAt } = await fetchCredentialReport(question);
    const report = parseCredentialReport(accountId, text);
    this.#kept.set(accountId, { report, expiresAtMs: generatedAt.getTime() + KEPT_MILLISECONDS });
    return report;
  }
}
