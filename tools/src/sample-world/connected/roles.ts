import type { JsonObject } from '@fullstop/core';
import type { RoleWorld } from '../../aws-server/index.js';
import { recordOf } from '../envelope.js';
import { assumedRole, type Caller, sso } from '../identities.js';
import type { Scene } from '../scene.js';
import { checkOf, type Episode, episodeOf, violationIn } from './episode.js';
import type { Outside } from './expected.js';

/** Folder of the templates in their bucket. */
export const TEMPLATE_FOLDER = 'roles';
/** Roles that may change protected ones. */
export const ADMIN_ROLES = 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*';

const POLICY = policy(['s3:GetObject']);
const TRUST = trust({ Service: 'ec2.amazonaws.com' });
const OPEN_TRUST = trust({ Service: 'ec2.amazonaws.com', AWS: 'arn:aws:iam::999988887777:root' });
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Roles as they are, in every account. */
export const ROLES: readonly RoleWorld[] = [
  { roleName: 'Shop-Clean', trust: TRUST, inline: { 'Shop-Clean': policy('s3:GetObject') } },
  { roleName: 'Shop-Drifted', trust: TRUST, inline: { 'Shop-Drifted': policy(['s3:*']) } },
  {
    roleName: 'Shop-Attached',
    trust: TRUST,
    inline: { 'Shop-Attached': POLICY },
    attached: [ADMINISTRATOR],
  },
  { roleName: 'Shop-Extra', trust: TRUST, inline: { 'Shop-Extra': POLICY, backdoor: policy(['*']) } },
  { roleName: 'Shop-Open', trust: OPEN_TRUST, inline: { 'Shop-Open': POLICY } },
  { roleName: 'sandbox', trust: OPEN_TRUST, inline: {}, attached: [ADMINISTRATOR] },
];

/** Templates in their bucket, by key. `Shop-Gone` is a role that nobody has any more; `Shop-Open` has one for its trust, too. */
export const TEMPLATES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['Clean', 'Drifted', 'Attached', 'Extra', 'Open', 'Gone'].map((name) => [
      `${TEMPLATE_FOLDER}/Shop-${name}.json`,
      JSON.stringify(POLICY, null, 2),
    ]),
  ),
  [`${TEMPLATE_FOLDER}/Shop-Open.trust.json`]: JSON.stringify(TRUST),
};

interface RoleChange {
  readonly name: string;
  readonly roleName: string;
  readonly request: JsonObject;
  readonly caller?: (scene: Scene) => Caller;
  /** What the check asks. */
  readonly needs: readonly Outside[];
  readonly finding?: JsonObject;
}

const IAM: readonly Outside[] = ['s3', 'sts', 'iam'];
const MANAGED = 'Managed policies are attached to the role; there must be none.';
const DIFFERENT = 'The inline policy differs from its template.';

const CHANGES: readonly RoleChange[] = [
  {
    name: 'PutRolePolicy',
    roleName: 'Shop-Drifted',
    request: { policyName: 'Shop-Drifted', policyDocument: JSON.stringify(policy(['s3:*'])) },
    needs: IAM,
    finding: finding('Shop-Drifted', 'PutRolePolicy', [DIFFERENT], {
      template_to_policy_diff: [{ op: 'replace', path: '/Statement/0/Action/0', value: 's3:*' }],
      policy_to_template_diff: [{ op: 'replace', path: '/Statement/0/Action/0', value: 's3:GetObject' }],
      request_policy_name: 'Shop-Drifted',
    }),
  },
  {
    name: 'AttachRolePolicy',
    roleName: 'Shop-Attached',
    request: { policyArn: ADMINISTRATOR },
    needs: IAM,
    finding: finding('Shop-Attached', 'AttachRolePolicy', [MANAGED], {
      attached_policy_names: ['AdministratorAccess'],
      request_policy_arn: ADMINISTRATOR,
    }),
  },
  {
    name: 'PutRolePolicy',
    roleName: 'Shop-Extra',
    request: { policyName: 'backdoor', policyDocument: '{}' },
    needs: IAM,
    finding: finding(
      'Shop-Extra',
      'PutRolePolicy',
      ['The role must have exactly one inline policy, named Shop-Extra.'],
      { inline_policy_names: ['Shop-Extra', 'backdoor'], request_policy_name: 'backdoor' },
    ),
  },
  {
    name: 'UpdateAssumeRolePolicy',
    roleName: 'Shop-Open',
    request: { policyDocument: JSON.stringify(OPEN_TRUST) },
    needs: IAM,
    finding: finding('Shop-Open', 'UpdateAssumeRolePolicy', ['The trust policy differs from its template.'], {
      template_to_trust_policy_diff: [
        { op: 'add', path: '/Statement/0/Principal/AWS', value: 'arn:aws:iam::999988887777:root' },
      ],
      trust_policy_to_template_diff: [{ op: 'remove', path: '/Statement/0/Principal/AWS' }],
    }),
  },
  // Nobody need be asked whether it is gone.
  {
    name: 'DeleteRole',
    roleName: 'Shop-Drifted',
    request: {},
    needs: ['s3'],
    finding: missing('Shop-Drifted', 'DeleteRole'),
  },
  {
    name: 'UpdateRole',
    roleName: 'Shop-Gone',
    request: { maxSessionDuration: 7200 },
    needs: IAM,
    finding: missing('Shop-Gone', 'UpdateRole'),
  },
  { name: 'DetachRolePolicy', roleName: 'Shop-Clean', request: { policyArn: ADMINISTRATOR }, needs: IAM },
  { name: 'AttachRolePolicy', roleName: 'sandbox', request: { policyArn: ADMINISTRATOR }, needs: ['s3'] },
  {
    name: 'PutRolePolicy',
    roleName: 'Shop-Drifted',
    request: { policyName: 'Shop-Drifted', policyDocument: '{}' },
    caller: sso,
    needs: [],
  },
];

/** Changes of roles, protected or not, by administrators or others. */
export const ROLE_CHANGES: readonly ((scene: Scene) => Episode)[] = CHANGES.map((change) => (scene) => {
  const {
    name,
    roleName,
    caller = (at: Scene) => assumedRole(at, 'Deployer'),
    needs,
    finding: metaInfo,
  } = change;
  const record = recordOf(scene, {
    service: 'iam',
    name,
    caller: caller(scene),
    request: { roleName, ...change.request },
  });
  const found = { type: 'MODIFIED_ROLE_OR_SERVICE', instanceId: null };
  const findings = metaInfo ? [{ violation: violationIn(scene, record, { ...found, metaInfo }), needs }] : [];
  return episodeOf(record, { checks: [checkOf(record, 'unapproved-services', needs, findings)] });
});

function finding(roleName: string, eventName: string, errors: string[], more: JsonObject): JsonObject {
  return {
    role_name: roleName,
    error_messages: errors,
    expected_inline_policy_names: [roleName],
    template_to_policy_diff: [],
    policy_to_template_diff: [],
    role_missing: false,
    attached_policy_names: [],
    inline_policy_names: [roleName],
    event_name: eventName,
    ...more,
  };
}

function missing(roleName: string, eventName: string): JsonObject {
  const gone = { role_missing: true, inline_policy_names: [] };
  return finding(roleName, eventName, ['The role does not exist any more.'], gone);
}

function policy(action: string | string[]): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
}

function trust(principal: JsonObject): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  };
}
