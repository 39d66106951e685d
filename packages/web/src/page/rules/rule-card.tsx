import type { RuleJson } from '@fullstop/api';
import { useState } from 'preact/hooks';
import { isForEver } from '../format/instants.js';
import { counted } from '../format/words.js';
import { Link } from '../routes/link.js';
import { rulePath } from '../routes/route.js';
import { Instant } from '../ui/instant.js';
import { EndRuleDialog } from './end-rule-dialog.js';
import { RuleDialog } from './rule-dialog.js';
import { CRITERIA, CRITERION_LABELS, draftOfRule } from './rule-draft.js';

/** A rule: why, what it covers, until when, and what can be done with it. */
export function RuleCard({ rule, isOpen }: { readonly rule: RuleJson; readonly isOpen: boolean }) {
  const hasEnded = Date.parse(rule.expiry_date) <= Date.now();
  return (
    <article class={`card ${hasEnded ? 'is-over' : ''}`} aria-label={`Rule ${rule.id}`}>
      <header class="card-head">
        <h2>
          <Link to={rulePath(rule.id)} isCurrent={isOpen} title="This rule and its other versions">
            #{rule.id}
          </Link>{' '}
          {rule.reason}
        </h2>
        {!hasEnded && <RuleActions rule={rule} />}
      </header>
      <dl class="criteria-list">
        {CRITERIA.filter((name) => rule[name] !== null).map((name) => (
          <div key={name}>
            <dt>{CRITERION_LABELS[name]}</dt>
            <dd>
              <code>{rule[name]}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p class="card-foot">
        <span>{counted(rule.covered, 'violation')} covered</span>
        {rule.in_progress && <span>being applied…</span>}
        <Life rule={rule} hasEnded={hasEnded} />
        <Neighbours rule={rule} />
      </p>
    </article>
  );
}

function Life({ rule, hasEnded }: { readonly rule: RuleJson; readonly hasEnded: boolean }) {
  const { created, created_by, expiry_date } = rule;
  return (
    <>
      <span>
        created <Instant at={created} /> by {created_by}
      </span>
      {isForEver(expiry_date) ? (
        <span>without end</span>
      ) : (
        <span>
          {hasEnded ? 'ended' : 'ends'} <Instant at={expiry_date} />
          {hasEnded && ` by ${rule.last_modified_by}`}
        </span>
      )}
    </>
  );
}

function Neighbours({ rule: { replaces_rule_id, replaced_by_rule_id } }: { readonly rule: RuleJson }) {
  return (
    <>
      {replaces_rule_id !== null && (
        <span>
          replaces <Link to={rulePath(replaces_rule_id)}>#{replaces_rule_id}</Link>
        </span>
      )}
      {replaced_by_rule_id !== null && (
        <span>
          replaced by <Link to={rulePath(replaced_by_rule_id)}>#{replaced_by_rule_id}</Link>
        </span>
      )}
    </>
  );
}

function RuleActions({ rule }: { readonly rule: RuleJson }) {
  const [asking, setAsking] = useState<'replace' | 'end'>();
  const close = () => setAsking(undefined);
  return (
    <div class="buttons">
      <button type="button" onClick={() => setAsking('replace')}>
        Edit…
      </button>
      <button type="button" class="danger" onClick={() => setAsking('end')}>
        End…
      </button>
      {asking === 'replace' && (
        <RuleDialog
          title={`Replace rule ${rule.id}`}
          draft={draftOfRule(rule)}
          replaced={rule}
          onClose={close}
        />
      )}
      {asking === 'end' && <EndRuleDialog rule={rule} onClose={close} />}
    </div>
  );
}
