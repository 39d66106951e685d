import { type Action, Refusal } from './call.js';
import { queryReply } from './query-protocol.js';

const SESSION_SECONDS = 3600;

/** A session whose access key names the account. */
export const assumeRole: Action = (account, call) => {
  const roleArn = call.params.get('RoleArn') ?? '';
  if (account.denied) {
    throw new Refusal(
      'AccessDenied',
      `Not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  }
  const seconds = Number(call.params.get('DurationSeconds') ?? SESSION_SECONDS);
  const session = call.params.get('RoleSessionName') ?? 'session';
  const Arn = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${session}`;
  return queryReply(call, {
    AssumedRoleUser: { AssumedRoleId: `AROA${call.accountId}:${session}`, Arn },
    Credentials: {
      AccessKeyId: `ASIA${call.accountId}0000`,
      SecretAccessKey: 'secret',
      SessionToken: `session-of-${call.accountId}`,
      Expiration: new Date(Date.now() + seconds * 1000).toISOString(),
    },
  });
};

/** Who signed the call. */
export const getCallerIdentity: Action = (_, call) =>
  queryReply(call, {
    Arn: `arn:aws:iam::${call.accountId}:user/test`,
    UserId: 'AIDATEST',
    Account: call.accountId,
  });
