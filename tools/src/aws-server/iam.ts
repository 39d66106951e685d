import { type Action, type AwsCall, Refusal } from './call.js';
import { queryReply } from './query-protocol.js';
import type { AccountWorld, RoleWorld } from './world.js';
import type { XmlValue } from './xml.js';

/** The role with its trust policy. */
export const getRole: Action = (account, call) => {
  const { roleName, path = '/', trust = {} } = roleOf(account, call);
  return queryReply(call, {
    Role: {
      Path: path,
      RoleName: roleName,
      RoleId: `AROA${roleName.toUpperCase()}`,
      Arn: `arn:aws:iam::${call.accountId}:role${path}${roleName}`,
      CreateDate: '2026-01-01T00:00:00Z',
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
    },
  });
};

/** Names of inline policies; pages by `MaxItems`. */
export const listRolePolicies: Action = (account, call) => {
  const names = Object.keys(roleOf(account, call).inline ?? {});
  return pageReply(call, names, (page) => ({ PolicyNames: { member: page } }));
};

/** Attached policies; pages by `MaxItems`. */
export const listAttachedRolePolicies: Action = (account, call) => {
  const attached = (roleOf(account, call).attached ?? []).map((PolicyArn) => {
    return { PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1), PolicyArn };
  });
  return pageReply(call, attached, (page) => ({ AttachedPolicies: { member: page } }));
};

/** An inline policy; the document is URL-encoded, as IAM's are. */
export const getRolePolicy: Action = (account, call) => {
  const { roleName, inline = {} } = roleOf(account, call);
  const PolicyName = call.params.get('PolicyName') ?? '';
  const document = Object.hasOwn(inline, PolicyName) ? inline[PolicyName] : undefined;
  if (!document) throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`);
  const PolicyDocument = encodeURIComponent(JSON.stringify(document));
  return queryReply(call, { RoleName: roleName, PolicyName, PolicyDocument });
};

function roleOf(account: AccountWorld, { params }: AwsCall): RoleWorld {
  const name = params.get('RoleName') ?? '';
  const role = account.roles?.find(({ roleName }) => roleName === name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

function pageReply<T>(call: AwsCall, all: readonly T[], result: (page: T[]) => { [name: string]: XmlValue }) {
  const start = Number(call.params.get('Marker') ?? 0);
  const end = start + Number(call.params.get('MaxItems') ?? 100);
  const IsTruncated = end < all.length;
  const Marker = IsTruncated ? String(end) : undefined;
  return queryReply(call, { ...result(all.slice(start, end)), IsTruncated, Marker });
}

function noSuchEntity(message: string): Refusal {
  return new Refusal('NoSuchEntity', message, 404);
}
