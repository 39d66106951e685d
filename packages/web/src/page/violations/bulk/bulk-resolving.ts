import type { BulkResolutionJson, BulkUndoJson } from '@fullstop/api';
import { counted } from '../../format/words.js';
import { send } from '../../http/request.js';
import { useChanges } from '../../state/changes.js';
import { useNotify } from '../../state/notices.js';

/** Which violations to resolve: some of them, or those of a preview. */
export type Chosen = { readonly ids: readonly number[] } | { readonly preview_token: string };

type Result = BulkResolutionJson['results'][number];

/** Why a violation was left alone. */
const REASONS: Readonly<Record<Exclude<Result['outcome'], 'done'>, string>> = {
  unchanged: 'had this comment before',
  unknown: 'not there any more',
  forbidden: 'in accounts that you are no member of',
  whitelisted: 'whitelisted',
  changed: 'changed by somebody else meanwhile',
};

/** Resolves many violations at once, with the way back. */
export function useBulkResolving(): (chosen: Chosen, comment: string) => Promise<void> {
  const changes = useChanges();
  const notify = useNotify();
  const undo = async (id: number) => {
    const { undone, results } = await send<BulkUndoJson>(`/api/violations/resolutions/${id}`, {
      method: 'DELETE',
    });
    changes.note();
    notify({ text: `Undone: ${counted(undone, 'violation')} as before.${leftAlone(results)}` });
  };
  return async (chosen, comment) => {
    const { bulk_id, resolved, results } = await send<BulkResolutionJson>('/api/violations/resolutions', {
      method: 'POST',
      json: { ...chosen, comment },
    });
    changes.note();
    notify({
      text: `${counted(resolved, 'violation')} resolved.${leftAlone(results)}`,
      ...(resolved > 0 && { undo: { label: 'Undo', run: () => undo(bulk_id) } }),
    });
  };
}

/** What was not done, and why; empty when everything was. */
export function leftAlone(results: readonly Result[]): string {
  const quantities = new Map<string, number>();
  for (const { outcome } of results) {
    if (outcome !== 'done') quantities.set(REASONS[outcome], (quantities.get(REASONS[outcome]) ?? 0) + 1);
  }
  const reasons = [...quantities].map(([reason, quantity]) => `${quantity} ${reason}`);
  return reasons.length === 0 ? '' : ` Left alone: ${reasons.join(', ')}.`;
}
