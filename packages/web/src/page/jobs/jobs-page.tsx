import type { JobJson } from '@fullstop/api';
import { useEffect } from 'preact/hooks';
import { getJson } from '../http/request.js';
import { useAnswer } from '../http/use-answer.js';
import { Empty } from '../ui/empty.js';
import { Placeholder } from '../ui/placeholder.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { JobCard } from './job-card.js';

const LOOK_AGAIN_MS = 5000;

/** The jobs, which scan accounts by schedule. */
export function JobsPage() {
  const { value, problem, reload } = useAnswer('/api/jobs', readJobs);
  useEffect(() => {
    document.title = 'Jobs – Fullstop';
  }, []);
  useEffect(() => {
    // Runs begin and end by themselves.
    const timer = window.setInterval(() => document.hidden || reload(), LOOK_AGAIN_MS);
    return () => window.clearInterval(timer);
  }, []);
  // Those that run first, each half by its title.
  const jobs = value?.toSorted(
    (one, other) => Number(other.active) - Number(one.active) || one.title.localeCompare(other.title),
  );
  return (
    <main class="page" id="content">
      <header class="page-head">
        <h1>Jobs</h1>
      </header>
      <p class="fine">Jobs scan the accounts by schedule, and report what they find as violations.</p>
      <ProblemNotice problem={problem} onRetry={reload} />
      {jobs === undefined && !problem && <Placeholder />}
      {jobs && (
        <section aria-label="Jobs">
          {jobs.length === 0 && <Empty title="There are no jobs">None are installed in this service.</Empty>}
          {jobs.map((job) => (
            <JobCard key={job.id} job={job} />
          ))}
        </section>
      )}
    </main>
  );
}

/** The API lists ids only. */
async function readJobs(path: string, signal: AbortSignal): Promise<JobJson[]> {
  const ids = await getJson<string[]>(path, signal);
  return Promise.all(ids.map((id) => getJson<JobJson>(`${path}/${encodeURIComponent(id)}`, signal)));
}
