import type { JobJson, JobRunAnswerJson } from '@fullstop/api';
import { useState } from 'preact/hooks';
import { send } from '../http/request.js';
import { useAction } from '../http/use-action.js';
import { useCaller } from '../state/caller.js';
import { useChanges } from '../state/changes.js';
import { useNotify } from '../state/notices.js';
import { Instant } from '../ui/instant.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { JobRuns, RunLine } from './job-runs.js';

/** A job: its schedule, how its last run went, and a button to have it run now. */
export function JobCard({ job }: { readonly job: JobJson }) {
  const [isOpen, setOpen] = useState(false);
  const { id, title, summary, active, reason, schedule, time_zone, next_run, running, last_run } = job;
  return (
    <article class={`card ${active ? '' : 'is-over'}`} aria-label={title}>
      <header class="card-head">
        <h2>
          {title} <code class="fine">{id}</code>
        </h2>
        {active && <RunButton job={job} />}
      </header>
      <p>{summary}</p>
      <p class="card-foot">
        {active ? (
          <>
            <span>
              <code>{schedule}</code> {time_zone}
            </span>
            {next_run !== null && (
              <span>
                next <Instant at={next_run} />
              </span>
            )}
          </>
        ) : (
          <span>Not active: {reason}</span>
        )}
      </p>
      {running && <RunLine run={running} />}
      {last_run && !isOpen && <RunLine run={last_run} />}
      {(last_run || running) && (
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Fewer runs' : 'Earlier runs'}
        </button>
      )}
      {isOpen && <JobRuns job={id} />}
    </article>
  );
}

function RunButton({ job }: { readonly job: JobJson }) {
  const { mayRunJobs } = useCaller();
  const changes = useChanges();
  const notify = useNotify();
  const action = useAction();
  if (!mayRunJobs) return null;
  const run = async () => {
    const { run_id } = await send<JobRunAnswerJson>(`/api/jobs/${encodeURIComponent(job.id)}/run`, {
      method: 'POST',
    });
    changes.note();
    notify({ text: `${job.title}: run ${run_id} begins soon.` });
  };
  return (
    <div class="buttons">
      <button type="button" disabled={action.isBusy || job.running !== null} onClick={() => action.run(run)}>
        {job.running === null ? 'Run now' : 'Running…'}
      </button>
      <ProblemNotice problem={action.problem} />
    </div>
  );
}
