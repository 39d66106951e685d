import { type InstanceItem, valueAt } from '@fullstop/core';

/**
 * Whether a call changed the state of an instance, as its answer tells; `true` when it does not tell (launches never do).
 * Stopping what is stopped, or terminating it once more, is no change.
 */
export function changedState({ item }: InstanceItem): boolean {
  const before = stateOf(item, 'previousState');
  return before === undefined || before !== stateOf(item, 'currentState');
}

function stateOf(item: InstanceItem['item'], member: 'previousState' | 'currentState'): number | undefined {
  const code = valueAt(item, member, 'code');
  // EC2 uses all above the low byte for purposes of its own.
  return typeof code === 'number' ? code & 0xff : undefined;
}
