import type { JobRunJson, JobRunPageJson } from '@fullstop/api';
import { durationOf } from '../format/instants.js';
import { counted } from '../format/words.js';
import { useAnswer } from '../http/use-answer.js';
import { Instant } from '../ui/instant.js';
import { Placeholder } from '../ui/placeholder.js';
import { ProblemNotice } from '../ui/problem-notice.js';

/** The last runs of a job. */
export function JobRuns({ job }: { readonly job: string }) {
  const { value, problem, reload } = useAnswer<JobRunPageJson>(
    `/api/jobs/${encodeURIComponent(job)}/runs?size=10`,
  );
  if (problem) return <ProblemNotice problem={problem} onRetry={reload} />;
  if (value === undefined) return <Placeholder rows={3} />;
  return (
    <ol class="runs">
      {value.content.map((run) => (
        <li key={run.id}>
          <RunLine run={run} />
        </li>
      ))}
    </ol>
  );
}

/** How a run went. */
export function RunLine({ run }: { readonly run: JobRunJson }) {
  const { id, status, started_at, finished_at, requested_at, requested_by, error, dry_run } = run;
  const { accounts_ok, accounts_total, findings, opened, resolved } = run;
  return (
    <div class="run">
      <span class={`badge run-${status}`}>{status}</span>
      <span>
        #{id} <Instant at={started_at ?? requested_at} />
        {started_at && finished_at && `, ${durationOf(started_at, finished_at)}`}
        {requested_by !== null && `, for ${requested_by}`}
        {dry_run && ', dry run'}
      </span>
      <span class="fine">
        {accounts_ok} of {counted(accounts_total, 'account')}, {counted(findings, 'finding')}, {opened} new,{' '}
        {resolved} resolved
      </span>
      {error !== null && <span class="run-error">{error}</span>}
    </div>
  );
}
