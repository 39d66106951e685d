import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { useAction } from '../http/use-action.js';
import { ProblemNotice } from '../ui/problem-notice.js';

/** What was done, and how to take it back. */
export interface Notice {
  readonly text: string;
  readonly undo?: { readonly label: string; run(): Promise<void> };
}

type Notify = (notice: Notice) => void;

const NotifyContext = createContext<Notify>(() => {});

/** Says at the foot of the page what was done. */
export function useNotify(): Notify {
  return useContext(NotifyContext);
}

/** Shows the newest notice; it stays until it is closed or the next one comes, since it may hold the way back. */
export function Notices({ children }: { readonly children: ComponentChildren }) {
  const [shown, setShown] = useState<{ readonly notice: Notice; readonly number: number }>();
  const notify = useMemo<Notify>(
    () => (notice) => setShown((before) => ({ notice, number: (before?.number ?? 0) + 1 })),
    [],
  );
  return (
    <NotifyContext.Provider value={notify}>
      {children}
      <div class="notices" role="status">
        {shown && <NoticeCard key={shown.number} notice={shown.notice} onClose={() => setShown(undefined)} />}
      </div>
    </NotifyContext.Provider>
  );
}

function NoticeCard({ notice, onClose }: { readonly notice: Notice; onClose(): void }) {
  const { text, undo } = notice;
  const action = useAction();
  return (
    <div class="notice">
      <span>{text}</span>
      {undo && (
        <button type="button" class="link" disabled={action.isBusy} onClick={() => action.run(undo.run)}>
          {undo.label}
        </button>
      )}
      <button type="button" class="quiet icon" aria-label="Close this notice" onClick={onClose}>
        ×
      </button>
      <ProblemNotice problem={action.problem} />
    </div>
  );
}
