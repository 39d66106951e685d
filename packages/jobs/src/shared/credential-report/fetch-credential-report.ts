import {
  CredentialReportExpiredException,
  CredentialReportNotPresentException,
  CredentialReportNotReadyException,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  type GetCredentialReportCommandOutput,
  IAMClient,
} from '@aws-sdk/client-iam';
import { CredentialReportError, CredentialReportLateError } from './credential-report-error.js';
import type { ReportQuestion } from './credential-reports.js';
import type { Sleep } from './sleep.js';

/** The report as IAM gave it. */
export interface FetchedReport {
  readonly text: string;
  readonly generatedAt: Date;
}

const MAX_CALLS = 10;
const PAUSE_STEP_MILLISECONDS = 500;
const FORMAT = 'text/csv';
const NOT_THERE = [
  CredentialReportExpiredException,
  CredentialReportNotPresentException,
  CredentialReportNotReadyException,
];

/**
 * Lets IAM make the report of an account, and fetches it; once more from the beginning when it is gone in between.
 * @throws {CredentialReportLateError} when it is not ready after ten calls (22.5 seconds).
 * @throws {CredentialReportError} when it is no CSV.
 */
export async function fetchCredentialReport({
  clients,
  accountId,
  region,
  signal,
  sleep,
}: ReportQuestion & { readonly sleep: Sleep }): Promise<FetchedReport> {
  const iam = clients.client(IAMClient, accountId, region);
  const attempt = async () => {
    await generate(iam, accountId, sleep, signal);
    return findReport(iam, accountId, signal);
  };
  const report = (await attempt()) ?? (await attempt());
  if (!report) throw new CredentialReportLateError(accountId, MAX_CALLS);
  return report;
}

async function generate(iam: IAMClient, accountId: string, sleep: Sleep, signal: AbortSignal): Promise<void> {
  for (let call = 0; call < MAX_CALLS; call += 1) {
    if (call > 0) await sleep(call * PAUSE_STEP_MILLISECONDS, signal);
    const { State } = await iam.send(new GenerateCredentialReportCommand({}), { abortSignal: signal });
    if (State === 'COMPLETE') return;
  }
  throw new CredentialReportLateError(accountId, MAX_CALLS);
}

/** `undefined` when IAM says that the report is not there, or no longer. */
async function findReport(iam: IAMClient, accountId: string, abortSignal: AbortSignal) {
  try {
    return reportOf(accountId, await iam.send(new GetCredentialReportCommand({}), { abortSignal }));
  } catch (error) {
    if (NOT_THERE.some((type) => error instanceof type)) return undefined;
    throw error;
  }
}

function reportOf(accountId: string, answer: GetCredentialReportCommandOutput): FetchedReport {
  const { Content, ReportFormat, GeneratedTime } = answer;
  if (ReportFormat !== FORMAT) {
    throw new CredentialReportError(accountId, `its format is ${ReportFormat}, expected ${FORMAT}`);
  }
  if (!Content || !GeneratedTime) throw new CredentialReportError(accountId, 'it has no content or no time');
  return { text: new TextDecoder().decode(Content), generatedAt: GeneratedTime };
}
