import type { Action, AwsCall } from './call.js';
import { noSuchEntity, pageReply } from './iam-answers.js';
import { queryReply } from './query-protocol.js';
import type { UserWorld } from './world.js';

const CREATED = '2026-01-01T00:00:00Z';

/** Users; pages by `MaxItems`. */
export const listUsers: Action = (account, call) =>
  pageReply(account, call, account.users ?? [], (page) => ({
    Users: { member: page.map((user) => userXml(call, user)) },
  }));

/** Access keys of a user; pages by `MaxItems`. */
export const listAccessKeys: Action = (account, call) => {
  const UserName = call.params.get('UserName') ?? '';
  const user = account.users?.find(({ userName }) => userName === UserName);
  if (!user) throw noSuchEntity(`The user with name ${UserName} cannot be found.`);
  return pageReply(account, call, user.accessKeys ?? [], (page) => ({
    AccessKeyMetadata: {
      member: page.map(({ accessKeyId, status = 'Active', createDate }) => {
        return { UserName, AccessKeyId: accessKeyId, Status: status, CreateDate: createDate };
      }),
    },
  }));
};

/** When, where and for what a key was used last. */
export const getAccessKeyLastUsed: Action = (account, call) => {
  const wanted = call.params.get('AccessKeyId') ?? '';
  const keys = (account.users ?? []).flatMap(({ userName, accessKeys = [] }) =>
    accessKeys.map((key) => ({ userName, ...key })),
  );
  const key = keys.find(({ accessKeyId }) => accessKeyId === wanted);
  if (!key) throw noSuchEntity(`The Access Key with id ${wanted} cannot be found.`);
  const isUsed = key.lastUsed !== undefined;
  return queryReply(call, {
    UserName: key.userName,
    AccessKeyLastUsed: {
      LastUsedDate: key.lastUsed,
      Region: isUsed ? 'us-east-1' : 'N/A',
      ServiceName: isUsed ? (key.lastUsedService ?? 's3') : 'N/A',
    },
  });
};

function userXml({ accountId }: AwsCall, { userName, createDate = CREATED }: UserWorld) {
  return {
    Path: '/',
    UserName: userName,
    UserId: `AIDA${userName.toUpperCase()}`,
    Arn: `arn:aws:iam::${accountId}:user/${userName}`,
    CreateDate: createDate,
  };
}
