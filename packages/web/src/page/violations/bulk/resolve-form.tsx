import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../http/use-action.js';
import { CommentField } from '../../ui/comment-field.js';
import { ProblemNotice } from '../../ui/problem-notice.js';

interface ResolveFormProps {
  readonly label: string;
  readonly isReady: boolean;
  /** Says what is going to be resolved. */
  readonly children: ComponentChildren;
  onCancel(): void;
  /** What goes wrong is shown, and the comment stays. */
  onResolve(comment: string): Promise<void>;
}

/** Asks for the comment of many violations. */
export function ResolveForm({ label, isReady, children, onCancel, onResolve }: ResolveFormProps) {
  const [comment, setComment] = useState('');
  const action = useAction();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void action.run(() => onResolve(comment));
      }}
    >
      {children}
      <CommentField label="Comment" placeholder="Why they are resolved" value={comment} onText={setComment} />
      <ProblemNotice problem={action.problem} />
      <div class="buttons">
        <button type="submit" class="primary" disabled={!isReady || action.isBusy || comment.trim() === ''}>
          {label}
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
