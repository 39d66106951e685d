import type { ViolationJson } from '@fullstop/api';

/** The state that a violation is in. */
export function StateBadge({ state }: { readonly state: ViolationJson['state'] }) {
  return <span class={`badge state-${state}`}>{state}</span>;
}
