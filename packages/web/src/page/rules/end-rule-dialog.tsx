import type { RuleJson } from '@fullstop/api';
import { useState } from 'preact/hooks';
import { instantOfInput } from '../format/instants.js';
import { counted } from '../format/words.js';
import { send } from '../http/request.js';
import { useAction } from '../http/use-action.js';
import { useChanges } from '../state/changes.js';
import { useNotify } from '../state/notices.js';
import { InstantField } from '../ui/instant-field.js';
import { Modal } from '../ui/modal.js';
import { ProblemNotice } from '../ui/problem-notice.js';

interface EndRuleDialogProps {
  readonly rule: RuleJson;
  onClose(): void;
}

/** Ends a rule, at once or later. */
export function EndRuleDialog({ rule, onClose }: EndRuleDialogProps) {
  const [until, setUntil] = useState('');
  const changes = useChanges();
  const notify = useNotify();
  const action = useAction();
  const end = async () => {
    const instant = instantOfInput(until);
    const query = instant === undefined ? '' : `?expiryDate=${encodeURIComponent(instant)}`;
    await send<void>(`/api/whitelisting-rules/${rule.id}${query}`, { method: 'DELETE' });
    changes.note();
    notify({ text: `Rule ${rule.id} ${instant === undefined ? 'has ended' : `ends ${instant}`}.` });
    onClose();
  };
  return (
    <Modal title={`End rule ${rule.id}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(end);
        }}
      >
        <p>
          It covers <b>{counted(rule.covered, 'violation')}</b>. They open again, unless another rule covers
          them.
        </p>
        <InstantField
          label="End at"
          value={until}
          hint="Leave it empty to end the rule at once."
          onText={setUntil}
        />
        <ProblemNotice problem={action.problem} />
        <div class="buttons">
          <button type="submit" class="danger" disabled={action.isBusy}>
            End the rule
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}
