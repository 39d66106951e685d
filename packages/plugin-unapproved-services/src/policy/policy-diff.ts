import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@fullstop/core';
import { createPatch } from 'rfc6902';
import { normalPolicy } from './normal-policy.js';

/** How a policy and its template differ, as JSON Patches (RFC 6902) of the documents as they are stored. */
export interface PolicyDiff {
  /** Turns the template into the policy. */
  readonly fromTemplate: JsonValue[];
  /** Turns the policy into the template. */
  readonly toTemplate: JsonValue[];
}

/** No difference. */
export const NO_DIFF: PolicyDiff = { fromTemplate: [], toTemplate: [] };

/** How a policy differs from its template; {@link NO_DIFF} when they mean the same. */
export function policyDiff(template: JsonValue, policy: JsonValue): PolicyDiff {
  if (isDeepStrictEqual(normalPolicy(template), normalPolicy(policy))) return NO_DIFF;
  return { fromTemplate: patch(template, policy), toTemplate: patch(policy, template) };
}

function patch(from: JsonValue, to: JsonValue): JsonValue[] {
  // Operations are plain objects; copied, because they share values with the documents.
  return JSON.parse(JSON.stringify(createPatch(from, to)));
}
