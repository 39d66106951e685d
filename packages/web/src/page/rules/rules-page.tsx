import type { RuleJson } from '@fullstop/api';
import { useEffect, useState } from 'preact/hooks';
import { counted } from '../format/words.js';
import { useAnswer } from '../http/use-answer.js';
import { Link } from '../routes/link.js';
import { useCaller } from '../state/caller.js';
import { Empty } from '../ui/empty.js';
import { Placeholder } from '../ui/placeholder.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { RuleCard } from './rule-card.js';
import { RuleDialog } from './rule-dialog.js';
import { EMPTY_DRAFT } from './rule-draft.js';

/** The whitelisting rules: those in force, or those that ended; with one open, its versions. */
export function RulesPage({ openId }: { readonly openId: number | undefined }) {
  const { mayEditRules } = useCaller();
  useEffect(() => {
    document.title = 'Rules – Fullstop';
  }, []);
  return (
    <main class="page" id="content">
      {mayEditRules ? (
        <Rules openId={openId} />
      ) : (
        <Empty title="Rules are kept by others">
          Only members of the teams that may edit whitelisting rules can see them.
        </Empty>
      )}
    </main>
  );
}

function Rules({ openId }: { readonly openId: number | undefined }) {
  const [isActive, setActive] = useState(true);
  const [isWriting, setWriting] = useState(false);
  const path =
    openId === undefined
      ? `/api/whitelisting-rules?active=${isActive}`
      : `/api/whitelisting-rules/${openId}/versions`;
  const { value, problem, isLoading, reload } = useAnswer<RuleJson[]>(path);
  // The API has the oldest first.
  const rules = value && [...value].reverse();
  return (
    <>
      <header class="page-head">
        <h1>{openId === undefined ? 'Whitelisting rules' : `Rule ${openId} and its versions`}</h1>
        {openId === undefined ? (
          <ActiveSwitch isActive={isActive} onChoose={setActive} />
        ) : (
          <Link to="/rules">All rules</Link>
        )}
        <button type="button" class="primary" onClick={() => setWriting(true)}>
          New rule…
        </button>
      </header>
      <ProblemNotice problem={problem} onRetry={reload} />
      {rules === undefined && !problem && <Placeholder />}
      {rules && !problem && (
        <section aria-label="Rules" aria-busy={isLoading} class={isLoading ? 'is-loading' : ''}>
          {rules.length === 0 ? (
            <Empty title={isActive ? 'No rule is in force' : 'No rule has ended'}>
              A rule whitelists violations that are fine. Open a violation to make one out of it.
            </Empty>
          ) : (
            <p class="fine">{counted(rules.length, 'rule')}</p>
          )}
          {rules.map((rule) => (
            <RuleCard key={rule.id} rule={rule} isOpen={rule.id === openId} />
          ))}
        </section>
      )}
      {isWriting && <RuleDialog title="New rule" draft={EMPTY_DRAFT} onClose={() => setWriting(false)} />}
    </>
  );
}

function ActiveSwitch({ isActive, onChoose }: { readonly isActive: boolean; onChoose(is: boolean): void }) {
  return (
    <fieldset class="switch">
      <legend class="unseen">Which rules</legend>
      {[true, false].map((each) => (
        <label key={String(each)} class={each === isActive ? 'is-chosen' : ''}>
          <input
            type="radio"
            name="active"
            class="unseen"
            checked={each === isActive}
            onChange={() => onChoose(each)}
          />
          {each ? 'in force' : 'ended'}
        </label>
      ))}
    </fieldset>
  );
}
