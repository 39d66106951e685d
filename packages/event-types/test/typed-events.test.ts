import {
  type CloudTrailEvent,
  defineViolationType,
  type EventPlugin,
  type Finding,
  instancesOf,
  type JsonObject,
  type JsonValue,
  Plugin,
  textAt,
  valueAt,
} from '@fullstop/core';
import { anEvent, inspectWith } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import type {
  CreateNetworkInterfaceEvent,
  DeleteVpcEvent,
  TerminateInstancesEvent,
} from './generated/ec2-events.js';
import type { AttachRolePolicyEvent, CreateRoleEvent } from './generated/iam-events.js';
import type { CreateGrantEvent } from './generated/kms-events.js';
import type { CreateDBSnapshotEvent, ModifyDBSnapshotAttributeEvent } from './generated/rds-events.js';

/** What an event type promises of requests and of responses. */
type Request<Event extends CloudTrailEvent> = NonNullable<Event['requestParameters']>;
type Response<Event extends CloudTrailEvent> = NonNullable<Event['responseElements']>;

// Requests and responses as CloudTrail writes them; the compiler refuses a member that the types do not know.
const CREATE_ROLE = {
  path: '/',
  roleName: 'deployer',
  assumeRolePolicyDocument: '{"Version":"2012-10-17"}',
  maxSessionDuration: 3600,
  tags: [{ key: 'team', value: 'shop' }],
} satisfies Request<CreateRoleEvent>;

const CREATED_ROLE = {
  role: {
    path: '/',
    roleName: 'deployer',
    roleId: 'AROAEXAMPLEEXAMPLE123',
    arn: 'arn:aws:iam::111122223333:role/deployer',
    createDate: 'Mar 2, 2026 9:15:00 AM',
    assumeRolePolicyDocument: '%7B%22Version%22%3A%222012-10-17%22%7D',
    tags: [{ key: 'team', value: 'shop' }],
  },
} satisfies Response<CreateRoleEvent>;

const TERMINATED = {
  requestId: '5f0a1b2c-3d4e-4f50-8a6b-7c8d9e0f1a2b',
  instancesSet: {
    items: [
      {
        instanceId: 'i-0aaaaaaaaaaaaaaa1',
        currentState: { code: 32, name: 'shutting-down' },
        previousState: { code: 16, name: 'running' },
      },
    ],
  },
} satisfies Response<TerminateInstancesEvent>;

const SAMPLES = {
  grant: {
    keyId: 'alias/shop',
    operations: ['Decrypt'],
    granteePrincipal: 'arn:aws:iam::111122223333:role/deployer',
    constraints: {
      encryptionContextSubset: { SecretARN: 'arn:aws:secretsmanager:eu-central-1:111122223333:x' },
    },
  } satisfies Request<CreateGrantEvent>,
  // The answer of RDS is the snapshot itself, and times are for people.
  snapshot: {
    dBSnapshotIdentifier: 'before-the-change',
    dBInstanceIdentifier: 'shop',
    dBSnapshotArn: 'arn:aws:rds:eu-central-1:111122223333:snapshot:before-the-change',
    instanceCreateTime: 'Mar 2, 2026 9:15:00 AM',
    allocatedStorage: 10,
    iAMDatabaseAuthenticationEnabled: false,
    tagList: [{ key: 'team', value: 'shop' }],
  } satisfies Response<CreateDBSnapshotEvent>,
  sharedSnapshot: {
    dBSnapshotIdentifier: 'before-the-change',
    dBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: ['444455556666'] }],
  } satisfies Response<ModifyDBSnapshotAttributeEvent>,
  // Lists of EC2 are below `items`, this one alone below `item`; its times are epoch milliseconds.
  networkInterface: {
    requestId: '5f0a1b2c-3d4e-4f50-8a6b-7c8d9e0f1a2b',
    networkInterface: {
      networkInterfaceId: 'eni-0123456789abcdef0',
      groupSet: { items: [{ groupId: 'sg-0123456789abcdef0', groupName: 'shop' }] },
      privateIpAddressesSet: { item: [{ privateIpAddress: '10.0.0.10', primary: true }] },
      tagSet: {},
    },
  } satisfies Response<CreateNetworkInterfaceEvent>,
  deletedVpc: {
    requestId: '5f0a1b2c-3d4e-4f50-8a6b-7c8d9e0f1a2b',
    _return: true,
  } satisfies Response<DeleteVpcEvent>,
  tooLong: { omitted: true } satisfies Response<CreateRoleEvent>,
} satisfies Record<string, JsonValue>;

const ROLE_CHANGED = defineViolationType({
  id: 'ROLE_CHANGED',
  severity: 2,
  priority: 3,
  title: 'Role changed',
  helpText: 'Somebody made a role, or gave it rights.',
});

/** Reads typed events without a cast, and gets what is not typed by path. */
@Plugin({
  id: 'typed',
  title: 'Typed',
  summary: 'Reports changes of roles.',
  events: { 'iam.amazonaws.com': ['CreateRole', 'AttachRolePolicy'] },
  emits: { ROLE_CHANGED },
})
class TypedPlugin implements EventPlugin<'ROLE_CHANGED'> {
  inspect(event: CreateRoleEvent | AttachRolePolicyEvent): Finding<'ROLE_CHANGED'>[] {
    const what = event.eventName === 'CreateRole' ? whoMay(event) : event.requestParameters?.policyArn;
    const role = textAt(event.requestParameters?.roleName) ?? '';
    return [{ type: 'ROLE_CHANGED', instanceId: role, metaInfo: { what: what ?? null } }];
  }
}

function whoMay({ requestParameters, responseElements }: CreateRoleEvent): string | undefined {
  const tags = requestParameters?.tags ?? [];
  return tags[0]?.value ?? textAt(responseElements, 'role', 'aMemberOfNextYear');
}

describe('a plugin with typed events', () => {
  it.each<[string, string, JsonValue, JsonValue | undefined, string | null]>([
    ['a member of a list', 'CreateRole', CREATE_ROLE, CREATED_ROLE, 'shop'],
    [
      'a member of another event',
      'AttachRolePolicy',
      { roleName: 'deployer', policyArn: 'an:arn' },
      undefined,
      'an:arn',
    ],
    [
      'what no type knows',
      'CreateRole',
      { roleName: 'deployer' },
      { role: { aMemberOfNextYear: 'new' } },
      'new',
    ],
    ['nothing of a response that is too long', 'CreateRole', { roleName: 'deployer' }, SAMPLES.tooLong, null],
    [
      'nothing of members of another type',
      'CreateRole',
      { roleName: 'deployer', tags: 'none' },
      undefined,
      null,
    ],
  ])('reads %s', async (_what, name, requestParameters, responseElements, what) => {
    const event = anEvent(`iam.amazonaws.com:${name}`, { requestParameters, responseElements });
    expect(await inspectWith(TypedPlugin, event)).toMatchObject([
      { instanceId: 'deployer', metaInfo: { what } },
    ]);
  });
});

describe('what the compiler says about typed events', () => {
  // tsc checks the lines after each `@ts-expect-error`; here they only show that nothing throws that the types allow.
  function mistakes(event: CreateRoleEvent): unknown[] {
    const { requestParameters, responseElements } = event;
    return [
      // @ts-expect-error a misspelt member
      requestParameters?.rolName,
      // @ts-expect-error a member of the request, not of the response
      responseElements?.roleName,
      // @ts-expect-error the name that AWS gives it, not CloudTrail
      requestParameters?.RoleName,
      // @ts-expect-error a list may be missing
      requestParameters.tags?.at(0),
      // @ts-expect-error a number is no text
      requestParameters?.maxSessionDuration?.trim(),
      // @ts-expect-error times are texts or numbers
      responseElements?.role?.createDate?.getTime(),
    ];
  }

  it('is no more than that', () => {
    const event = anEvent('iam.amazonaws.com:CreateRole', { requestParameters: {} });
    expect(mistakes(event as CreateRoleEvent)).toEqual(Array(6).fill(undefined));
  });

  it('lets a typed event be handed to whatever takes events', () => {
    const event = anEvent('ec2.amazonaws.com:TerminateInstances', { responseElements: TERMINATED });
    const idsOf = ({ responseElements }: TerminateInstancesEvent): unknown[] =>
      responseElements?.instancesSet?.items?.map(({ instanceId }) => instanceId) ?? [];
    const both = (typed: TerminateInstancesEvent) => [idsOf(typed), instancesOf(typed).items.length];
    expect(both(event as TerminateInstancesEvent)).toEqual([['i-0aaaaaaaaaaaaaaa1'], 1]);
  });

  it('leaves requests to EC2 as JSON', () => {
    const requestParameters = { instancesSet: { items: [{ instanceId: 'i-0aaaaaaaaaaaaaaa1' }] } };
    const event = anEvent('ec2.amazonaws.com:TerminateInstances', { requestParameters });
    const request: JsonObject | undefined = (event as TerminateInstancesEvent).requestParameters;
    expect(valueAt(request, 'instancesSet')).toEqual(requestParameters.instancesSet);
  });
});
