import type { ViolationJson } from '@fullstop/api';
import { send } from '../../http/request.js';
import { useChanges } from '../../state/changes.js';
import { useNotify } from '../../state/notices.js';

/** Resolves single violations and opens them again, each with the way back. */
export interface Resolving {
  resolve(id: number, comment: string): Promise<void>;
  reopen(id: number): Promise<void>;
}

/** How violations are resolved from this page. */
export function useResolving(): Resolving {
  const changes = useChanges();
  const notify = useNotify();
  const resolve = async (id: number, comment: string) => {
    await send<ViolationJson>(`/api/violations/${id}/resolution`, { method: 'POST', json: { comment } });
    changes.note();
    notify({
      text: `Violation ${id} is resolved.`,
      undo: { label: 'Undo', run: () => reopen(id) },
    });
  };
  const reopen = async (id: number) => {
    await send<ViolationJson>(`/api/violations/${id}/resolution`, { method: 'DELETE' });
    changes.note();
    notify({ text: `Violation ${id} is open again.` });
  };
  return { resolve, reopen };
}
