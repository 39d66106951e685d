import { type Action, type AwsCall, Refusal } from './call.js';
import { queryReply } from './query-protocol.js';
import type { AccessKeyWorld, AccountWorld } from './world.js';

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | boolean>>;

/** `COMPLETE` at once, unless the world says otherwise. */
export const generateCredentialReport: Action = ({ credentialReport }, call) =>
  queryReply(call, { State: credentialReport?.state ?? 'COMPLETE' });

/** The report about all users and the root user. */
export const getCredentialReport: Action = (account, call) => {
  const { text, format = 'text/csv', state = 'COMPLETE', generatedTime } = account.credentialReport ?? {};
  if (state !== 'COMPLETE') throw new Refusal('ReportInProgress', 'Credential report is not ready', 404);
  return queryReply(call, {
    Content: Buffer.from(text ?? reportOf(account, call)).toString('base64'),
    ReportFormat: format,
    GeneratedTime: generatedTime ?? new Date().toISOString(),
  });
};

function reportOf({ users = [], rootUser = {} }: AccountWorld, { accountId }: AwsCall): string {
  const root: Row = {
    user: '<root_account>',
    arn: `arn:aws:iam::${accountId}:root`,
    password_enabled: rootUser.passwordEnabled ?? 'FALSE',
    mfa_active: rootUser.mfaActive ?? false,
    access_key_1_active: rootUser.accessKey1Active ?? false,
    access_key_2_active: rootUser.accessKey2Active ?? false,
  };
  const rows = users.map(({ userName, createDate, passwordEnabled, mfaActive, accessKeys = [] }): Row => {
    const [first, second] = accessKeys;
    return {
      user: userName,
      arn: `arn:aws:iam::${accountId}:user/${userName}`,
      user_creation_time: seconds(createDate ?? '2026-01-01T00:00:00Z'),
      password_enabled: passwordEnabled ?? false,
      mfa_active: mfaActive ?? false,
      access_key_1_active: isActive(first),
      access_key_1_last_rotated: isActive(first) && first ? seconds(first.createDate) : 'N/A',
      access_key_2_active: isActive(second),
      access_key_2_last_rotated: isActive(second) && second ? seconds(second.createDate) : 'N/A',
    };
  });
  const lines = [root, ...rows].map((row) => COLUMNS.map((column) => row[column] ?? 'N/A').join(','));
  return [COLUMNS.join(','), ...lines].join('\n');
}

function isActive(key: AccessKeyWorld | undefined): boolean {
  return key !== undefined && key.status !== 'Inactive';
}

/** As the report writes times: whole seconds, and an offset. */
function seconds(instant: string): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, '+00:00');
}
