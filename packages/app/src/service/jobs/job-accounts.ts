import type { AwsClients } from '@fullstop/aws';
import type { TeamService } from '@fullstop/clients';
import type { Logger } from '@fullstop/core';
import {
  type AccountSource,
  ConfiguredAccounts,
  ConfiguredRegions,
  EnabledRegions,
  LastKnownAccounts,
  OrganizationAccounts,
  type RegionSource,
  SelectedAccounts,
  TeamServiceAccounts,
} from '@fullstop/jobs';
import type { Config } from '../../config/config.schema.js';

/** Whom to ask about accounts. */
export interface AccountServices {
  readonly clients: AwsClients;
  readonly teamService: TeamService | undefined;
  readonly logger: Logger;
}

const NO_ACCOUNTS =
  'nobody said which accounts to scan; set FULLSTOP_JOBS_ACCOUNTS, FULLSTOP_TEAM_SERVICE_URL, or ' +
  'FULLSTOP_JOBS_ACCOUNT_SOURCE=organizations with FULLSTOP_JOBS_ORGANIZATIONS_ACCOUNT';

/** The accounts to scan, as configured. @returns a sentence instead when the configuration does not say which. */
export function accountSourceOf(config: Config, services: AccountServices): AccountSource | string {
  const source = plainSource(config, services);
  if (source === undefined) return NO_ACCOUNTS;
  const { logger } = services;
  const selected = new SelectedAccounts(source, { excludedAccounts: config.jobs.excludedAccounts, logger });
  return new LastKnownAccounts(selected, { logger });
}

function plainSource({ jobs }: Config, { clients, teamService }: AccountServices): AccountSource | undefined {
  switch (jobs.accountSource ?? (jobs.accounts.length > 0 ? 'list' : 'team-service')) {
    case 'list':
      return jobs.accounts.length > 0
        ? new ConfiguredAccounts(jobs.accounts.map((id) => ({ id })))
        : undefined;
    case 'team-service':
      return teamService && new TeamServiceAccounts({ teams: teamService });
    case 'organizations':
      return jobs.organizationsAccount === undefined
        ? undefined
        : new OrganizationAccounts({ clients, accountId: jobs.organizationsAccount });
  }
}

/** The regions to scan, as configured. */
export function regionSourceOf({ jobs }: Config, clients: AwsClients): RegionSource {
  return jobs.scanRegions.length > 0
    ? new ConfiguredRegions(jobs.scanRegions)
    : new EnabledRegions({ clients });
}
