import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@fullstop/core';
import { NO_DIFF, type PolicyDiff, policyDiff } from '../policy/policy-diff.js';
import type { RoleTemplate } from '../templates/template-store.js';
import type { RoleState } from './role-reader.js';

/**
 * How a role deviates from its template, as details of a violation; `undefined` when it does not.
 * @param state `undefined` for a role that does not exist.
 */
export function roleDeviation(template: RoleTemplate, state: RoleState | undefined): JsonObject | undefined {
  if (!state) return missingRole(template);
  const { roleName } = template;
  const { attachedPolicyNames, inlinePolicyNames } = state;
  const diff = compared(template.policy, state.policy);
  const trustDiff = compared(template.trustPolicy, state.trustPolicy);
  const errors = [
    attachedPolicyNames.length > 0 && 'Managed policies are attached to the role; there must be none.',
    !isDeepStrictEqual(inlinePolicyNames, [roleName]) &&
      `The role must have exactly one inline policy, named ${roleName}.`,
    diff !== NO_DIFF && 'The inline policy differs from its template.',
    trustDiff !== NO_DIFF && 'The trust policy differs from its template.',
  ].filter((error) => error !== false);
  if (errors.length === 0) return undefined;
  return {
    ...details(roleName, errors, diff),
    role_missing: false,
    attached_policy_names: [...attachedPolicyNames],
    inline_policy_names: [...inlinePolicyNames],
    ...(trustDiff !== NO_DIFF && {
      template_to_trust_policy_diff: trustDiff.fromTemplate,
      trust_policy_to_template_diff: trustDiff.toTemplate,
    }),
  };
}

function missingRole({ roleName }: RoleTemplate): JsonObject {
  return {
    ...details(roleName, ['The role does not exist any more.'], NO_DIFF),
    role_missing: true,
    attached_policy_names: [],
    inline_policy_names: [],
  };
}

function details(roleName: string, errors: readonly string[], diff: PolicyDiff): JsonObject {
  return {
    role_name: roleName,
    error_messages: [...errors],
    expected_inline_policy_names: [roleName],
    template_to_policy_diff: diff.fromTemplate,
    policy_to_template_diff: diff.toTemplate,
  };
}

// A template that is not there, or not readable, forbids nothing.
function compared(template: RoleTemplate['policy'], policy: RoleState['trustPolicy']): PolicyDiff {
  return template === undefined || policy === undefined ? NO_DIFF : policyDiff(template, policy);
}
