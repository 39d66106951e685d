import type { RuleJson } from '@fullstop/api';
import { useState } from 'preact/hooks';
import { send } from '../http/request.js';
import { useAction } from '../http/use-action.js';
import { useChanges } from '../state/changes.js';
import { useNotify } from '../state/notices.js';
import { CommentField } from '../ui/comment-field.js';
import { InstantField } from '../ui/instant-field.js';
import { Modal } from '../ui/modal.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { Coverage, useCoverage } from './coverage.js';
import { CriteriaFields } from './criteria-fields.js';
import { isNarrowed, type RuleDraft, ruleInputOf } from './rule-draft.js';

interface RuleDialogProps {
  readonly title: string;
  /** What is in the form at first. */
  readonly draft: RuleDraft;
  /** The rule that the new one takes the place of. */
  readonly replaced?: RuleJson;
  onClose(): void;
}

/** Writes a rule, and shows what it would cover while it is written. */
export function RuleDialog({ title, draft: given, replaced, onClose }: RuleDialogProps) {
  const [draft, setDraft] = useState(given);
  const coverage = useCoverage(draft);
  const action = useAction();
  const save = useSaving(replaced);
  const isComplete = isNarrowed(draft) && draft.reason.trim() !== '';
  return (
    <Modal title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(async () => {
            await save(draft);
            onClose();
          });
        }}
      >
        <CriteriaFields criteria={draft.criteria} onChange={(criteria) => setDraft({ ...draft, criteria })} />
        <Coverage coverage={coverage} />
        <CommentField
          label="Reason"
          placeholder="Why it is fine, such as a ticket"
          value={draft.reason}
          onText={(reason) => setDraft({ ...draft, reason })}
        />
        <InstantField
          label="Until"
          value={draft.expiry}
          hint="Without an end, it is in force until somebody ends it."
          onText={(expiry) => setDraft({ ...draft, expiry })}
        />
        <ProblemNotice problem={action.problem} />
        <div class="buttons">
          <button type="submit" class="primary" disabled={action.isBusy || !isComplete}>
            {replaced ? 'Replace the rule' : 'Create the rule'}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}

function useSaving(replaced: RuleJson | undefined): (draft: RuleDraft) => Promise<void> {
  const changes = useChanges();
  const notify = useNotify();
  return async (draft) => {
    const input = ruleInputOf(draft);
    const rule = replaced
      ? await send<RuleJson>(`/api/whitelisting-rules/${replaced.id}`, {
          method: 'PUT',
          // Whoever was faster is not overwritten.
          json: { ...input, version: replaced.version },
        })
      : await send<RuleJson>('/api/whitelisting-rules', { method: 'POST', json: input });
    changes.note();
    const soon = rule.in_progress ? ', more are being covered' : '';
    notify({ text: `Rule ${rule.id} is in force and covers ${rule.covered.toLocaleString('en')}${soon}.` });
  };
}
