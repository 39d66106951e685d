import { isJsonObject, type JsonObject, type JsonValue, valueAt } from '@fullstop/core';
import { parseCloudTrailNotice } from './cloudtrail-notice.js';
import { parseEventBridgeEvent } from './eventbridge-event.js';
import type { Notification } from './notification.js';
import { isS3TestEvent, parseS3Event } from './s3-event.js';

// What CloudTrail publishes when a topic is attached to a trail; plain text, not JSON.
const VALIDATION_TEXT = /^\s*CloudTrail validation message/i;
const CONFIRMATIONS: ReadonlySet<JsonValue | undefined> = new Set([
  'SubscriptionConfirmation',
  'UnsubscribeConfirmation',
]);

/**
 * Tells which objects a message announces. Understands CloudTrail's own notification, S3 events and EventBridge's
 * `Object Created`, each directly or inside an SNS envelope. Never throws, and never visits an address that a message
 * contains.
 */
export function parseNotification(body: string): Notification {
  const document = parsed(body);
  if (document === undefined) return ofText(body, 'The body is not JSON');
  if (!isJsonObject(document)) return unreadable('The body is JSON, but no object');
  if (CONFIRMATIONS.has(valueAt(document, 'Type'))) return { kind: 'ignored', reason: 'subscription' };
  if (!Object.hasOwn(document, 'Message')) return ofPayload(document);

  const inner = valueAt(document, 'Message');
  if (typeof inner !== 'string') return unreadable('The member Message of the body is no text');
  const payload = parsed(inner);
  if (payload === undefined) return ofText(inner, 'The member Message of the body holds no JSON');
  if (!isJsonObject(payload)) return unreadable('The member Message of the body holds JSON, but no object');
  return ofPayload(payload);
}

function parsed(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    // Bodies that are no JSON are expected here, and told apart by the caller.
    return undefined;
  }
}

function ofText(text: string, problem: string): Notification {
  return VALIDATION_TEXT.test(text) ? { kind: 'ignored', reason: 'validation-message' } : unreadable(problem);
}

function ofPayload(payload: JsonObject): Notification {
  if (isS3TestEvent(payload)) return { kind: 'ignored', reason: 'test-event' };
  return (
    parseS3Event(payload) ??
    parseEventBridgeEvent(payload) ??
    parseCloudTrailNotice(payload) ??
    unreadable('The body is no notification that announces objects')
  );
}

function unreadable(problem: string): Notification {
  return { kind: 'unreadable', problem };
}
