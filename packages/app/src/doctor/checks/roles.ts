import { roleArnOf } from '@fullstop/aws';
import { messageOf } from '@fullstop/core';
import pLimit from 'p-limit';
import { accountClients } from '../../aws/account-clients.js';
import type { OutsideServices } from '../../clients/outside-services.js';
import { isAwsInReach } from '../../plugins/plugin-services.js';
import { accountSourceOf } from '../../service/jobs/job-accounts.js';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';
import type { Examination } from '../examination.js';
import { remedyOfOwnCredentials } from '../own-credentials.js';

/** Accounts that are entered at the same time. */
const CONCURRENCY = 8;
/** Accounts that get a line of their own; an outage of STS would fill the screen. */
const MAX_LINES = 20;

/** Whether the role of every account can be assumed. */
export async function examineRoles(
  examination: Examination,
  outside: OutsideServices,
): Promise<DoctorLine[]> {
  const lines = new DoctorLines('roles');
  const { config, logger } = examination;
  if (!isAwsInReach(config)) return lines.ok('AWS is not asked (FULLSTOP_AWS_ENABLED)').lines;
  const clients = accountClients(config, logger);
  try {
    const accounts = await accountsOf(examination, outside, clients, lines);
    if (accounts.length > 0) await enterAll(examination, clients, accounts, lines);
    return lines.lines;
  } finally {
    clients.close();
  }
}

async function accountsOf(
  { config, logger, accounts }: Examination,
  { teamService }: OutsideServices,
  clients: ReturnType<typeof accountClients>,
  lines: DoctorLines,
): Promise<readonly string[]> {
  if (accounts) return accounts;
  const source = accountSourceOf(config, { clients, teamService, logger });
  if (typeof source === 'string') {
    lines.warn(source, 'Set one of these, or name accounts here with --accounts.');
    return [];
  }
  try {
    const found = await source.accounts(AbortSignal.timeout(config.jobs.accountDeadlineSeconds * 1000));
    if (found.length === 0) lines.warn('the list of accounts is empty', 'See FULLSTOP_JOBS_ACCOUNT_SOURCE.');
    return found.map(({ id }) => id);
  } catch (error) {
    lines.fail(
      `the accounts cannot be listed: ${messageOf(error)}`,
      'See the team service, or organizations:ListAccounts in FULLSTOP_JOBS_ORGANIZATIONS_ACCOUNT.',
    );
    return [];
  }
}

async function enterAll(
  { config }: Examination,
  clients: ReturnType<typeof accountClients>,
  accounts: readonly string[],
  lines: DoctorLines,
): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const entered = await Promise.all(
    accounts.map((account) =>
      limit(async () => {
        try {
          await clients.credentials.of(account)();
          return { account };
        } catch (error) {
          return { account, error };
        }
      }),
    ),
  );
  const refused = entered.filter(({ error }) => error !== undefined);
  if (refused.length < entered.length)
    lines.ok(`${entered.length - refused.length} of ${entered.length} accounts can be entered`);
  for (const { account, error } of refused.slice(0, MAX_LINES))
    lines.fail(
      `${account}: ${messageOf(error)}`,
      remedyOfOwnCredentials(error) ?? remedyFor(config, account),
    );
  const more = refused.slice(MAX_LINES).map(({ account }) => account);
  if (more.length > 0)
    lines.fail(`${more.length} more cannot be entered: ${more.join(', ')}`, 'Do the same there.');
}

function remedyFor({ aws }: Examination['config'], accountId: string): string {
  const { roleName, rolePath, externalId, stsRegion: region } = aws;
  // Not an account id at all: the message says it.
  if (!/^\d{12}$/.test(accountId)) return 'Take it off the list of accounts.';
  const role = roleArnOf({ accountId, roleName, rolePath, ...(region !== undefined && { region }) });
  const condition = externalId === undefined ? '' : ', with the external id';
  return `Make the role ${role}, have it trust the service${condition}, and allow the service sts:AssumeRole on it.`;
}
