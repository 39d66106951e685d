import type { JsonObject, JsonValue } from '@fullstop/core';
import { recordOf } from '../envelope.js';
import { assumedRole, sso } from '../identities.js';
import { type EventBuilder, type Happening, NOTHING, type Scene } from '../scene.js';

const ROLE = 'Shop-Deployer';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const OPEN_TRUST = TRUST.replace('"Service":"ec2.amazonaws.com"', '"AWS":"arn:aws:iam::999988887777:root"');
const POLICY = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ec2:RunInstances', 's3:*'], Resource: '*' }],
  },
  null,
  2,
);

/** Changes to IAM roles. The shipped plugins report nothing about them. */
export const IAM_ROLES: readonly EventBuilder[] = [
  change('CreateRole', { path: '/', assumeRolePolicyDocument: TRUST, maxSessionDuration: 3600 }, createdRole),
  change('DeleteRole', {}),
  change('PutRolePolicy', { policyName: ROLE, policyDocument: POLICY }),
  change('DeleteRolePolicy', { policyName: ROLE }),
  change('AttachRolePolicy', { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  change('DetachRolePolicy', { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  change('UpdateAssumeRolePolicy', { policyDocument: OPEN_TRUST }),
  {
    title: 'AttachRolePolicy, denied',
    onlyInUsEast1: true,
    build: (scene) => {
      const request = { roleName: ROLE, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
      const error = {
        code: 'AccessDenied',
        message: 'User is not authorized to perform: iam:AttachRolePolicy',
      };
      const caller = assumedRole(scene);
      const record = recordOf(scene, { service: 'iam', name: 'AttachRolePolicy', caller, request, error });
      return { record, expected: NOTHING };
    },
  },
];

function change(
  name: string,
  request: JsonObject,
  responseOf: (scene: Scene) => JsonValue = () => null,
): EventBuilder {
  const build = (scene: Scene): Happening => {
    const record = recordOf(scene, {
      service: 'iam',
      name,
      caller: scene.random.chance(0.5) ? sso(scene) : assumedRole(scene, 'Deployer'),
      request: { roleName: ROLE, ...request },
      response: responseOf(scene),
    });
    return { record, expected: NOTHING };
  };
  return { title: `${name} of ${ROLE}`, onlyInUsEast1: true, build };
}

function createdRole(scene: Scene): JsonObject {
  return {
    role: {
      path: '/',
      roleName: ROLE,
      roleId: `AROA${scene.random.capitals(17)}`,
      arn: `arn:aws:iam::${scene.accountId}:role/${ROLE}`,
      // IAM writes a date for people, and the document encoded for addresses.
      createDate: 'Mar 2, 2026, 9:15:00 AM',
      assumeRolePolicyDocument: encodeURIComponent(TRUST),
    },
  };
}
