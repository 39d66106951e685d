import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  ACTIVE_KEY_TOO_OLD,
  type AccountJob,
  inject,
  Job,
  type JobFinding,
  OPTIONS,
  type ScanContext,
  type ScanTarget,
} from '@fullstop/core';
import {
  CREDENTIAL_REPORTS,
  type CredentialReports,
} from '../shared/credential-report/credential-reports.js';
import { isRoot } from '../shared/credential-report/parse-credential-report.js';
import { noteBrokenLines } from '../shared/credential-report/report-problems.js';
import { NEEDS_AWS } from '../shared/options/needs-aws.js';
import { mayHaveKeyBefore, oldestAllowed } from './key-expiry.js';
import { type KeyRotationOptions, keyRotationOptions } from './key-rotation.options.js';

/** Reports active access keys of IAM users that are too old. Which users may have one is in the credential report. */
@Job({
  id: 'keyRotationJob',
  title: 'Key rotation',
  summary: 'Reports active access keys of IAM users that are older than allowed.',
  schedule: '0 22 * * *',
  scope: { region: 'no-region' },
  eventId: 'check-access-key',
  emits: { ACTIVE_KEY_TOO_OLD },
  options: keyRotationOptions,
  needs: [NEEDS_AWS],
  environment: { FULLSTOP_ACCESS_KEYS_EXPIRE_AFTER_DAYS: 'accessKeysExpireAfterDays' },
})
export class KeyRotationJob implements AccountJob<'ACTIVE_KEY_TOO_OLD'> {
  constructor(
    @inject(OPTIONS) private readonly options: KeyRotationOptions,
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
    @inject(CREDENTIAL_REPORTS) private readonly reports: Pick<CredentialReports, 'of'>,
  ) {}

  async scan(
    { accountId }: ScanTarget,
    context: ScanContext,
  ): Promise<readonly JobFinding<'ACTIVE_KEY_TOO_OLD'>[]> {
    const { clients, options } = this;
    const { iamRegion: region, accessKeysExpireAfterDays } = options;
    const report = await this.reports.of({ clients, accountId, region, signal: context.signal });
    noteBrokenLines(accountId, report, context);
    const oldest = oldestAllowed(context.now, accessKeysExpireAfterDays);
    const suspects = report.rows.filter((row) => !isRoot(row) && mayHaveKeyBefore(oldest, row));
    if (suspects.length === 0) return [];
    // The SDK takes half a second to load, which only who scans should pay.
    const { oldKeys } = await import('./old-keys.js');
    return oldKeys({ clients, accountId, region, users: suspects.map(({ user }) => user), oldest, context });
  }
}
