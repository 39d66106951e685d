import type { JsonObject } from '@fullstop/core';
import { recordOf } from '../envelope.js';
import { assumedRole, bare, iamUser, sso } from '../identities.js';
import type { Scene } from '../scene.js';
import type { QuietCall } from './reading-calls.js';

/** Changes that no plugin looks at, sign-ins, data events, and what services do by themselves. */
export const OTHER_CALLS: readonly QuietCall[] = [
  { weight: 4, build: createLogStream },
  { weight: 2, build: createTags },
  { weight: 1, build: updateFunctionConfiguration },
  { weight: 1, build: consoleLogin },
  { weight: 2, build: serviceEvent },
  { weight: 2, build: dataEvent },
  { weight: 1, build: omittedRequest },
];

function createLogStream(scene: Scene): JsonObject {
  const request = {
    logGroupName: '/aws/lambda/checkout',
    logStreamName: `2026/03/02/[$LATEST]${scene.random.hex(32)}`,
  };
  const caller = assumedRole(scene, 'lambda-checkout');
  return recordOf(scene, { service: 'logs', name: 'CreateLogStream', caller, request });
}

function createTags(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'ec2',
    name: 'CreateTags',
    caller: sso(scene),
    request: {
      resourcesSet: { items: [{ resourceId: `vol-0${scene.random.hex(16)}` }] },
      tagSet: { items: [{ key: 'kosten/stelle', value: 'Straße 7, Zürich – 東京' }] },
    },
    response: { requestId: scene.random.uuid(), _return: true },
  });
}

function updateFunctionConfiguration(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'lambda',
    name: 'UpdateFunctionConfiguration20150331v2',
    caller: assumedRole(scene, 'Deployer'),
    request: { functionName: 'checkout', memorySize: 1024, environment: {} },
    response: {
      functionName: 'checkout',
      memorySize: 1024,
      packageType: 'Zip',
      revisionId: scene.random.uuid(),
    },
  });
}

function consoleLogin(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'signin',
    name: 'ConsoleLogin',
    caller: iamUser(scene),
    response: { ConsoleLogin: scene.random.chance(0.8) ? 'Success' : 'Failure' },
    extra: {
      additionalEventData: {
        LoginTo: 'https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true',
        MobileVersion: 'No',
        MFAUsed: 'Yes',
      },
      eventType: 'AwsConsoleSignIn',
    },
  });
}

function serviceEvent(scene: Scene): JsonObject {
  const keyId = scene.random.uuid();
  return recordOf(scene, {
    service: 'kms',
    name: 'RotateKey',
    caller: bare(scene, 'kms.amazonaws.com'),
    extra: { eventType: 'AwsServiceEvent', serviceEventDetails: { keyId, rotationType: 'AUTOMATIC' } },
  });
}

function dataEvent(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 's3',
    name: 'GetObject',
    caller: assumedRole(scene, 'shop-task'),
    request: { bucketName: 'acme-catalog', key: `products/${scene.random.hex(8)}/größe.json` },
    readOnly: true,
    extra: { managementEvent: false, eventCategory: 'Data' },
  });
}

// What is too large for a record is left out by CloudTrail.
function omittedRequest(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'cloudformation',
    name: 'CreateChangeSet',
    caller: assumedRole(scene, 'Deployer'),
    request: {
      omitted: true,
      originalSize: 131_072 + scene.random.int(90_000),
      reason: 'Size of the field exceeds the limit',
    },
    response: {
      id: `arn:aws:cloudformation:${scene.region}:${scene.accountId}:changeSet/shop/${scene.random.uuid()}`,
    },
  });
}
