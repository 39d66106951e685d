import type { ViolationState } from '@fullstop/core';

/** Conditions word for word as in the partial indexes, or the planner does not use these. */
const CONDITIONS: Readonly<Record<ViolationState, string>> = {
  open: 'v.comment IS NULL AND v.rule_entity_id IS NULL',
  resolved: 'v.comment IS NOT NULL AND v.rule_entity_id IS NULL',
  whitelisted: 'v.rule_entity_id IS NOT NULL',
};

/** SQL that holds for the violations `v` in a state; for all of them without one. */
export function stateCondition(state: ViolationState | undefined): string {
  return state === undefined ? 'true' : CONDITIONS[state];
}
