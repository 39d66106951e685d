import { type CloudTrailEvent, type EventOrigin, type JsonObject, parseEvent } from '@fullstop/core';

/** Account of the events that {@link anEvent} makes. */
export const ACCOUNT_ID = '111122223333';

/** Members of a record to set; `null` and `undefined` included, the latter removes a member. */
export type RecordOverrides = Readonly<Record<string, unknown>>;

const ORIGIN: EventOrigin = { bucket: 'a-bucket', key: 'a-key.json.gz', recordIndex: 0 };

/**
 * A CloudTrail record in today's shape (event version 1.11): a successful change by an assumed role.
 * @param sourceAndName such as `ec2.amazonaws.com:RunInstances`.
 */
export function aRecord(sourceAndName: string, overrides: RecordOverrides = {}): JsonObject {
  const separator = sourceAndName.indexOf(':');
  const record = {
    eventVersion: '1.11',
    userIdentity: aDeployer(),
    eventTime: '2026-03-02T09:15:00Z',
    eventSource: sourceAndName.slice(0, separator),
    eventName: sourceAndName.slice(separator + 1),
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.10',
    userAgent: 'aws-cli/2.33.0',
    requestParameters: null,
    responseElements: null,
    requestID: '5f0a1b2c-3d4e-4f50-8a6b-7c8d9e0f1a2b',
    eventID: '00000000-0000-4000-8000-000000000001',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT_ID,
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
    ...overrides,
  };
  // Through JSON, as records come; this also drops members that were set to `undefined`.
  return JSON.parse(JSON.stringify(record));
}

/** {@link aRecord}, parsed as the host parses it. */
export function anEvent(
  sourceAndName: string,
  overrides: RecordOverrides = {},
  origin = ORIGIN,
): CloudTrailEvent {
  return parseEvent(aRecord(sourceAndName, overrides), origin);
}

/** The response of a successful `RunInstances`: `{ responseElements: { instancesSet: { items } } }`. */
export function launched(...instances: readonly (string | RecordOverrides)[]): RecordOverrides {
  const items = instances.map((instance, index) =>
    anInstance(typeof instance === 'string' ? { instanceId: instance } : instance, index),
  );
  const reservation = {
    requestId: 'req-1',
    reservationId: 'r-0123456789abcdef0',
    ownerId: ACCOUNT_ID,
    groupSet: {},
  };
  return { responseElements: { ...reservation, instancesSet: { items } } };
}

/** One element of `responseElements.instancesSet.items`. */
export function anInstance(overrides: RecordOverrides = {}, index = 0): RecordOverrides {
  return {
    instanceId: `i-0aaaaaaaaaaaaaaa${index}`,
    imageId: 'ami-0123456789abcdef0',
    instanceState: { code: 0, name: 'pending' },
    amiLaunchIndex: index,
    instanceType: 'm7g.large',
    architecture: 'arm64',
    hypervisor: 'xen',
    virtualizationType: 'hvm',
    launchTime: 1_772_442_900_000,
    placement: { availabilityZone: 'eu-central-1a', tenancy: 'default' },
    subnetId: 'subnet-0123456789abcdef0',
    vpcId: 'vpc-0123456789abcdef0',
    privateIpAddress: `10.0.0.${index + 10}`,
    groupSet: { items: [{ groupId: 'sg-0123456789abcdef0' }] },
    metadataOptions: { httpTokens: 'required' },
    operator: { managed: false },
    ...overrides,
  };
}

function aDeployer(): RecordOverrides {
  return {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLE123:jane',
    arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Deployer/jane`,
    accountId: ACCOUNT_ID,
    accessKeyId: 'ASIAEXAMPLEEXAMPLE12',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEEXAMPLE123',
        arn: `arn:aws:iam::${ACCOUNT_ID}:role/Deployer`,
        accountId: ACCOUNT_ID,
        userName: 'Deployer',
      },
      attributes: { creationDate: '2026-03-02T09:00:00Z', mfaAuthenticated: 'false' },
    },
  };
}
