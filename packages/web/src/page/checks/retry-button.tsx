import type { CheckRetryAnswerJson } from '@fullstop/api';
import { counted } from '../format/words.js';
import { send } from '../http/request.js';
import { useAction } from '../http/use-action.js';
import { useCaller } from '../state/caller.js';
import { useChanges } from '../state/changes.js';
import { useNotify } from '../state/notices.js';
import { ProblemNotice } from '../ui/problem-notice.js';

interface RetryButtonProps {
  /** Which checks; without any field, all. */
  readonly retry: { readonly plugin?: string; readonly event_id?: string };
  readonly children: string;
}

/** Has checks tried again; not there for who may not do that. */
export function RetryButton({ retry, children }: RetryButtonProps) {
  const { mayRetryChecks } = useCaller();
  const changes = useChanges();
  const notify = useNotify();
  const action = useAction();
  if (!mayRetryChecks) return null;
  const run = async () => {
    const { requeued } = await send<CheckRetryAnswerJson>('/api/checks/retry', {
      method: 'POST',
      json: retry,
    });
    changes.note();
    notify({ text: `${counted(requeued, 'check')} will be tried again now.` });
  };
  return (
    <div class="buttons">
      <button type="button" disabled={action.isBusy} onClick={() => action.run(run)}>
        {children}
      </button>
      <ProblemNotice problem={action.problem} />
    </div>
  );
}
