import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  type AccountJob,
  CLOCK,
  type Clock,
  inject,
  Job,
  type JobFinding,
  type JsonValue,
  OPTIONS,
  PASSWORD_USED,
  type RunFinding,
  type ScanContext,
  type ScanFindings,
  type ScanTarget,
  UNSECURED_ROOT_USER,
} from '@fullstop/core';
import {
  CREDENTIAL_REPORTS,
  type CredentialReports,
} from '../shared/credential-report/credential-reports.js';
import { type CredentialRow, isRoot } from '../shared/credential-report/parse-credential-report.js';
import { noteBrokenLines } from '../shared/credential-report/report-problems.js';
import { NEEDS_AWS } from '../shared/options/needs-aws.js';
import { type NoPasswordsOptions, noPasswordsOptions } from './no-passwords.options.js';
import { detailsOf, isUnsafe } from './root-user.js';

type Type = 'PASSWORD_USED' | 'UNSECURED_ROOT_USER';

const REGION = 'no-region';
const ROOT_EVENT_ID = 'check-iam-root-user';

/** Reports IAM users with a password, and root users that are not protected, all from the credential report. */
@Job({
  id: 'noPasswordsJob',
  title: 'No passwords',
  summary: 'Reports IAM users with a console password, and root users with an access key or without MFA.',
  schedule: '0 23 * * *',
  scope: { region: REGION },
  eventId: ROOT_EVENT_ID,
  emits: { PASSWORD_USED, UNSECURED_ROOT_USER },
  options: noPasswordsOptions,
  needs: [NEEDS_AWS],
  environment: { FULLSTOP_JOBS_MANAGEMENT_ACCOUNT: 'managementAccount' },
})
export class NoPasswordsJob implements AccountJob<Type> {
  constructor(
    @inject(OPTIONS) private readonly options: NoPasswordsOptions,
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
    @inject(CREDENTIAL_REPORTS) private readonly reports: Pick<CredentialReports, 'of'>,
    @inject(CLOCK) private readonly clock: Clock,
  ) {}

  async scan({ accountId }: ScanTarget, context: ScanContext): Promise<readonly JobFinding<Type>[]> {
    const { clients, options } = this;
    const question = { clients, accountId, region: options.iamRegion, signal: context.signal };
    const report = await this.reports.of(question);
    noteBrokenLines(accountId, report, context);
    return report.rows.flatMap((row) => (isRoot(row) ? rootFindings(accountId, row) : userFindings(row)));
  }

  /** The list that the original kept under the management account, in addition, where somebody still wants it. */
  conclude(results: readonly ScanFindings<Type>[]): readonly RunFinding<Type>[] {
    const { listRootUsers, managementAccount: accountId } = this.options;
    if (!listRootUsers || accountId === undefined) return [];
    const roots = results.flatMap(({ target, findings }) =>
      findings.filter(({ type }) => type === 'UNSECURED_ROOT_USER').map((finding) => ({ target, finding })),
    );
    if (roots.length === 0) return [];
    const metaInfo = roots
      .sort((left, right) => left.target.accountId.localeCompare(right.target.accountId))
      .map(({ finding }): JsonValue => finding.metaInfo ?? null);
    const today = this.clock.now().toISOString().slice(0, 'yyyy-MM-dd'.length);
    const eventId = `${ROOT_EVENT_ID}-${today}`;
    return [{ type: 'UNSECURED_ROOT_USER', accountId, region: REGION, eventId, metaInfo }];
  }
}

function rootFindings(accountId: string, row: CredentialRow): JobFinding<Type>[] {
  if (!isUnsafe(row)) return [];
  return [
    { type: 'UNSECURED_ROOT_USER', eventId: ROOT_EVENT_ID, metaInfo: { ...detailsOf(accountId, row) } },
  ];
}

function userFindings({ user, passwordEnabled }: CredentialRow): JobFinding<Type>[] {
  if (passwordEnabled !== true) return [];
  const eventId = `check-iam-user_${user}`;
  return [{ type: 'PASSWORD_USED', eventId, metaInfo: { user_name: user } }];
}
