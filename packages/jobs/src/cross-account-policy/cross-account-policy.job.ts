import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  type AccountJob,
  CROSS_ACCOUNT_ROLE,
  inject,
  Job,
  type JobFinding,
  OPTIONS,
  type ScanContext,
  type ScanTarget,
} from '@fullstop/core';
import { NEEDS_AWS } from '../shared/options/needs-aws.js';
import { type CrossAccountPolicyOptions, crossAccountPolicyOptions } from './cross-account-policy.options.js';

/** Reports every role that somebody outside the trusted accounts may assume. */
@Job({
  id: 'crossAccountPolicyForIAMJob',
  title: 'Cross-account roles',
  summary: 'Reports IAM roles that other accounts, or everybody, may assume.',
  // Every two and a half hours, as it once was, is more than a cron expression can say.
  schedule: '15 */2 * * *',
  scope: { region: 'eu-west-1' },
  eventId: 'crossAccountPolicyForIAMJob',
  emits: { CROSS_ACCOUNT_ROLE },
  options: crossAccountPolicyOptions,
  needs: [NEEDS_AWS],
  environment: { FULLSTOP_JOBS_MANAGEMENT_ACCOUNT: 'managementAccount' },
})
export class CrossAccountPolicyForIAMJob implements AccountJob<'CROSS_ACCOUNT_ROLE'> {
  constructor(
    @inject(OPTIONS) private readonly options: CrossAccountPolicyOptions,
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
  ) {}

  async scan(
    { accountId }: ScanTarget,
    context: ScanContext,
  ): Promise<readonly JobFinding<'CROSS_ACCOUNT_ROLE'>[]> {
    const { managementAccount, trustedAccounts, iamRegion: region } = this.options;
    const trusted = new Set([
      accountId,
      ...trustedAccounts,
      ...(managementAccount === undefined ? [] : [managementAccount]),
    ]);
    // The SDK takes half a second to load, which only who scans should pay.
    const { foreignRoles } = await import('./foreign-roles.js');
    return foreignRoles({ clients: this.clients, accountId, region, trusted, context });
  }
}
