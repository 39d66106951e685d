import type { JsonObject, JsonValue } from '@fullstop/core';
import type { Caller } from './identities.js';
import type { Scene } from './scene.js';

/** What a call adds to the envelope that all records share. */
export interface Call {
  /** Service without its domain, such as `ec2`. */
  readonly service: string;
  readonly name: string;
  readonly caller: Caller;
  readonly request?: JsonValue;
  readonly response?: JsonValue;
  readonly readOnly?: boolean;
  /** Set for a failed call; its response is `null` then. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Members that only some records have, or that replace one of the envelope's. */
  readonly extra?: JsonObject;
}

/** A record as of 2026 (event version 1.11 mostly), members in the order in which CloudTrail writes them. */
export function recordOf(scene: Scene, call: Call): JsonObject {
  const { random } = scene;
  const requestID = random.uuid();
  return {
    eventVersion: versionOf(scene),
    userIdentity: call.caller.userIdentity,
    eventTime: `${scene.time.toISOString().slice(0, 19)}Z`,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: scene.region,
    sourceIPAddress: call.caller.sourceIPAddress,
    userAgent: call.caller.userAgent,
    ...(call.error && { errorCode: call.error.code, errorMessage: call.error.message }),
    requestParameters: call.request ?? null,
    responseElements: call.error ? null : (call.response ?? null),
    requestID,
    eventID: random.uuid(),
    readOnly: call.readOnly ?? false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: scene.accountId,
    eventCategory: 'Management',
    ...(!call.caller.insideAws && { tlsDetails: tlsDetails(scene, call.service) }),
    ...call.extra,
  };
}

// The share of older versions that services still write.
function versionOf({ random }: Scene): string {
  if (random.chance(0.8)) return '1.11';
  return random.pick(['1.08', '1.09', '1.10']);
}

function tlsDetails(scene: Scene, service: string): JsonObject {
  return {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: `${service}.${scene.region}.amazonaws.com`,
  };
}
