import { commaList } from '@fullstop/core';
import { z } from 'zod';
import { accountIds, count, flag, seconds } from './values.js';

/** Settings of one job. */
const jobSchema = z.strictObject({
  enabled: flag().optional().describe('Whether the job runs. Default: what the job says, mostly yes.'),
  schedule: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe('Cron expression of five fields. Default: what the job says.'),
  deadlineSeconds: seconds()
    .optional()
    .describe('Longest time of a run, in seconds. Default: 80 % of the time between two runs, at least 600.'),
  options: z.record(z.string(), z.unknown()).default({}).describe('Options of the job; see there.'),
});

/** Settings of all jobs together. */
const commonShape = {
  timeZone: z.string().trim().min(1).default('UTC').describe('Time zone of the schedules.'),
  accountConcurrency: count().default(8).describe('Accounts that a job scans at the same time.'),
  accountDeadlineSeconds: seconds().default(300).describe('Longest time of one account, in seconds.'),
  accountSource: z
    .enum(['list', 'team-service', 'organizations'])
    .optional()
    .describe(
      'Where the accounts come from. Default: `accounts` if there are any, else the team service if there is one.',
    ),
  accounts: accountIds().default([]).describe('The accounts to scan, as a list.'),
  excludedAccounts: accountIds()
    .default([])
    .describe('Accounts that are not scanned, wherever they come from.'),
  organizationsAccount: z
    .string()
    .trim()
    .regex(/^\d{12}$/, 'expected an account id of 12 digits')
    .optional()
    .describe("Account whose role may list the organization's accounts."),
  scanRegions: z
    .preprocess(commaList, z.array(z.string().trim().min(1)))
    .default([])
    .describe('Regions to scan. Default: all that are enabled in the account.'),
  goneAfterScans: count()
    .default(2)
    .describe('Complete scans that no longer find something, after which its violation is resolved.'),
  historyDays: count().default(30).describe('How long runs are kept, in days.'),
  leaseSeconds: seconds()
    .default(60)
    .describe('Without a sign of life for so long, in seconds, another process takes a run over.'),
};

/** Settings of jobs: those of all together, and those of each under its id. */
export const jobsSchema = z.object(commonShape).catchall(jobSchema).prefault({});

/** Names of the settings of all jobs together; any other name is a job's id. */
export const COMMON_JOB_SETTINGS: readonly string[] = Object.keys(commonShape);

type JobsConfig = z.infer<typeof jobsSchema>;

/** Settings of single jobs by id. */
export function jobSettingsOf(jobs: JobsConfig): Readonly<Record<string, z.infer<typeof jobSchema>>> {
  const single = Object.entries(jobs).filter(([name]) => !COMMON_JOB_SETTINGS.includes(name));
  // The type of the whole mixes both kinds.
  return Object.fromEntries(single) as Record<string, z.infer<typeof jobSchema>>;
}
