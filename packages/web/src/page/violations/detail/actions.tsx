import type { ViolationJson } from '@fullstop/api';
import { useState } from 'preact/hooks';
import { useAction } from '../../http/use-action.js';
import { RuleDialog } from '../../rules/rule-dialog.js';
import { draftFor } from '../../rules/rule-draft.js';
import { useCaller } from '../../state/caller.js';
import { CommentField } from '../../ui/comment-field.js';
import { ProblemNotice } from '../../ui/problem-notice.js';
import { useResolving } from './resolving.js';

/** What can be done about a violation, by its state. */
export function Actions({ violation }: { readonly violation: ViolationJson }) {
  switch (violation.state) {
    case 'open':
      return <OpenActions violation={violation} />;
    case 'resolved':
      return <ResolvedActions violation={violation} />;
    default:
      // Its rule has to end.
      return <Comment text={violation.comment} />;
  }
}

function OpenActions({ violation }: { readonly violation: ViolationJson }) {
  const { mayEditRules } = useCaller();
  const [comment, setComment] = useState('');
  const [isWhitelisting, setWhitelisting] = useState(false);
  const { resolve } = useResolving();
  const action = useAction();
  return (
    <>
      <form
        class="actions"
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(() => resolve(violation.id, comment));
        }}
      >
        <CommentField label="Comment" placeholder="Why it is resolved" value={comment} onText={setComment} />
        <ProblemNotice problem={action.problem} />
        <div class="buttons">
          <button type="submit" class="primary" disabled={action.isBusy || comment.trim() === ''}>
            Resolve
          </button>
          {mayEditRules && (
            <button type="button" onClick={() => setWhitelisting(true)}>
              Whitelist…
            </button>
          )}
        </div>
      </form>
      {isWhitelisting && (
        <RuleDialog
          title="Whitelist violations like this"
          draft={draftFor(violation)}
          onClose={() => setWhitelisting(false)}
        />
      )}
    </>
  );
}

function ResolvedActions({ violation }: { readonly violation: ViolationJson }) {
  const { reopen } = useResolving();
  const action = useAction();
  return (
    <div class="actions">
      <Comment text={violation.comment} />
      <ProblemNotice problem={action.problem} />
      <div class="buttons">
        <button type="button" disabled={action.isBusy} onClick={() => action.run(() => reopen(violation.id))}>
          Reopen
        </button>
      </div>
    </div>
  );
}

function Comment({ text }: { readonly text: string | null }) {
  return text ? <blockquote class="comment">{text}</blockquote> : null;
}
