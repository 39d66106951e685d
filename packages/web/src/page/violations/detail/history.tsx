import type { ResolutionJson, ViolationJson } from '@fullstop/api';
import { useAnswer } from '../../http/use-answer.js';
import { Instant } from '../../ui/instant.js';
import { ProblemNotice } from '../../ui/problem-notice.js';

/** Who resolved a violation, and who took that back. */
export function History({ violation }: { readonly violation: ViolationJson }) {
  const {
    value = [],
    problem,
    reload,
  } = useAnswer<ResolutionJson[]>(`/api/violations/${violation.id}/resolutions`);
  if (problem) return <ProblemNotice problem={problem} onRetry={reload} />;
  return (
    <section aria-labelledby="history">
      <h3 id="history">History</h3>
      <ol class="history">
        <li>
          <p>
            <Instant at={violation.created} /> stored by <b>{violation.created_by}</b>
          </p>
        </li>
        {value.map((line) => (
          <HistoryLine key={line.id} line={line} />
        ))}
      </ol>
    </section>
  );
}

function HistoryLine({ line }: { readonly line: ResolutionJson }) {
  const { action, comment, previous_comment, actor, at, bulk_id } = line;
  const done =
    action === 'unresolve' ? 'reopened' : previous_comment === null ? 'resolved' : 'commented anew';
  return (
    <li class={`history-${action}`}>
      <p>
        <Instant at={at} /> {done} by <b>{actor}</b>
        {bulk_id !== null && <span class="fine"> with others</span>}
      </p>
      {comment !== null && <blockquote>{comment}</blockquote>}
    </li>
  );
}
