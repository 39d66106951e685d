import type { ViolationJson } from '@fullstop/api';
import { useEffect, useRef } from 'preact/hooks';
import { typeName } from '../../format/words.js';
import { useAnswer } from '../../http/use-answer.js';
import { Link } from '../../routes/link.js';
import { violationPath } from '../../routes/route.js';
import { Placeholder } from '../../ui/placeholder.js';
import { ProblemNotice } from '../../ui/problem-notice.js';
import { Severity } from '../../ui/severity.js';
import { StateBadge } from '../state-badge.js';
import { Actions } from './actions.js';
import { Facts } from './facts.js';
import { History } from './history.js';
import { MetaInfo } from './meta-info.js';

interface ViolationDetailProps {
  readonly id: number;
  /** Of the list beside it. */
  readonly search: string;
  onClose(): void;
}

/** One violation in full. */
export function ViolationDetail({ id, search, onClose }: ViolationDetailProps) {
  const { value, problem, reload } = useAnswer<ViolationJson>(`/api/violations/${id}`);
  const panel = useRef<HTMLElement>(null);
  // Who opened it with the keyboard reads on here.
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);
  return (
    <aside class="detail" ref={panel} tabIndex={-1} aria-label={`Violation ${id}`}>
      <header class="detail-head">
        <Link to={violationPath(id)} class="permalink" title="Link to this violation alone">
          #{id}
        </Link>
        {value && <StateBadge state={value.state} />}
        <button
          type="button"
          class="quiet icon detail-close"
          aria-label="Close"
          title="Close (Esc)"
          onClick={onClose}
        >
          ×
        </button>
      </header>
      <ProblemNotice problem={problem} onRetry={reload} />
      {value === undefined && !problem && <Placeholder />}
      {value && <Body violation={value} search={search} />}
    </aside>
  );
}

function Body({ violation, search }: { readonly violation: ViolationJson; readonly search: string }) {
  const { violation_type: type } = violation;
  return (
    <div class="detail-body">
      <h2>{typeName(type)}</h2>
      <p class="detail-kind">
        <Severity level={type.violation_severity} isNamed />
        <code>{type.id}</code>
        {type.audit_relevant && <span class="badge">audit</span>}
      </p>
      {type.help_text && <p class="help">{type.help_text}</p>}
      <Actions violation={violation} />
      <Facts violation={violation} search={search} />
      <MetaInfo metaInfo={violation.meta_info} />
      <History violation={violation} />
    </div>
  );
}
