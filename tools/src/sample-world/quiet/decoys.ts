import type { JsonObject } from '@fullstop/core';
import { recordOf } from '../envelope.js';
import { assumedRole, iamUser, sso } from '../identities.js';
import type { Scene } from '../scene.js';
import type { QuietCall } from './reading-calls.js';

/**
 * Valid records of no interest that mention interesting ones: anybody who may send a request can write such text, and it
 * must neither pass for a record nor hide one.
 */
export const DECOYS: readonly QuietCall[] = [
  { weight: 1, build: nestedRecord },
  { weight: 1, build: quotedRecord },
  { weight: 1, build: eventPattern },
  { weight: 1, build: metricFilter },
  { weight: 1, build: unbalancedText },
  { weight: 1, build: lookUpEvents },
];

function nestedRecord(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'events',
    name: 'PutEvents',
    caller: assumedRole(scene),
    request: {
      Records: [
        { eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', eventID: scene.random.uuid() },
      ],
      eventSource: 'lambda.amazonaws.com',
      eventName: 'CreateFunction20150331',
      errorCode: null,
    },
    response: { failedEntryCount: 0 },
  });
}

function quotedRecord(scene: Scene): JsonObject {
  const quoted = {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    responseElements: { instancesSet: {} },
  };
  return recordOf(scene, {
    service: 'ssm',
    name: 'PutParameter',
    caller: iamUser(scene),
    request: {
      name: '/replay/last',
      type: 'String',
      overwrite: true,
      description: JSON.stringify({ Records: [quoted] }),
    },
    response: { version: scene.random.int(900), tier: 'Standard' },
  });
}

function eventPattern(scene: Scene): JsonObject {
  const pattern = { source: ['aws.ec2'], detail: { eventName: ['RunInstances', 'TerminateInstances'] } };
  return recordOf(scene, {
    service: 'events',
    name: 'PutRule',
    caller: sso(scene),
    request: { name: 'launches', eventPattern: JSON.stringify(pattern, null, 2), state: 'ENABLED' },
    response: { ruleArn: `arn:aws:events:${scene.region}:${scene.accountId}:rule/launches` },
  });
}

function metricFilter(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'logs',
    name: 'PutMetricFilter',
    caller: assumedRole(scene),
    request: {
      logGroupName: 'trail',
      filterName: 'launches',
      filterPattern: '{ ($.eventName = "RunInstances") || ($.eventName = "CreateFunction*") }',
    },
  });
}

function unbalancedText(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'dynamodb',
    name: 'UpdateTable',
    caller: assumedRole(scene),
    request: {
      'key with "quotes"': '}]}],"eventName":"RunInstances"',
      'ends with a backslash\\': 'C:\\',
      braces: '{{{[[["\\"\\\\"',
      controls: 'tab\t line\n bell\u0007 null\u0000 separator\u2028',
      unicode: '日本語 – emoji 👩‍👩‍👧‍👦 – combining é – right to left שלום',
      empty: { '': '', list: [[], {}, [[{}]]], number: -1.5e-7 },
    },
  });
}

function lookUpEvents(scene: Scene): JsonObject {
  return recordOf(scene, {
    service: 'cloudtrail',
    name: 'LookupEvents',
    caller: sso(scene),
    request: {
      lookupAttributes: [{ attributeKey: 'EventName', attributeValue: 'RunInstances' }],
      maxResults: 50,
      nextToken: scene.random.alphanumeric(2_000),
    },
    readOnly: true,
  });
}
