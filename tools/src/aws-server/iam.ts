import type { Action, AwsCall } from './call.js';
import { noSuchEntity, pageReply } from './iam-answers.js';
import { queryReply } from './query-protocol.js';
import type { AccountWorld, RoleWorld } from './world.js';
import type { XmlValue } from './xml.js';

/** The role with its trust policy. */
export const getRole: Action = (account, call) => {
  return queryReply(call, { Role: roleXml(call, roleOf(account, call)) });
};

/** Roles with their trust policies; pages by `MaxItems`. */
export const listRoles: Action = (account, call) =>
  pageReply(account, call, account.roles ?? [], (page) => ({
    Roles: { member: page.map((role) => roleXml(call, role)) },
  }));

/** Names of inline policies; pages by `MaxItems`. */
export const listRolePolicies: Action = (account, call) => {
  const names = Object.keys(roleOf(account, call).inline ?? {});
  return pageReply(account, call, names, (page) => ({ PolicyNames: { member: page } }));
};

/** Attached policies; pages by `MaxItems`. */
export const listAttachedRolePolicies: Action = (account, call) => {
  const attached = (roleOf(account, call).attached ?? []).map((PolicyArn) => {
    return { PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1), PolicyArn };
  });
  return pageReply(account, call, attached, (page) => ({ AttachedPolicies: { member: page } }));
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

function roleXml({ accountId }: AwsCall, { roleName, path = '/', ...role }: RoleWorld): XmlValue {
  return {
    Path: path,
    RoleName: roleName,
    RoleId: role.roleId ?? `AROA${roleName.toUpperCase()}`,
    Arn: `arn:aws:iam::${accountId}:role${path}${roleName}`,
    CreateDate: '2026-01-01T00:00:00Z',
    AssumeRolePolicyDocument: role.rawTrust ?? encodeURIComponent(JSON.stringify(role.trust ?? {})),
  };
}

function roleOf(account: AccountWorld, { params }: AwsCall): RoleWorld {
  const name = params.get('RoleName') ?? '';
  const role = account.roles?.find(({ roleName }) => roleName === name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}
