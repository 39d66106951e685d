import type { ApiClient } from '../../client/api-client.js';
import type { ClientContext, OutputStream } from '../../client/client-context.js';
import { type ClientError, failure } from '../../client/client-error.js';
import { progressText, type RunJson } from './jobs-run-report.js';

/** A run to wait for. */
export interface AwaitedRun {
  readonly job: string;
  /** Where the job is, in the API. */
  readonly path: string;
  readonly id: number;
  /** How long no process may work on it. */
  readonly timeoutSeconds: number;
}

/** Pause between two looks at a run. */
const PAUSE_SECONDS = 1;
const CLEAR_LINE = '\r\u001b[K';

/**
 * Looks again and again, and tells when something changed. Beside the output, so that this can be read by programs.
 * @throws {ClientError} when no process works on the run for too long.
 */
export async function waitForEnd(context: ClientContext, api: ApiClient, run: AwaitedRun): Promise<RunJson> {
  const { stderr, sleep } = context;
  let said = '';
  for (let idleSeconds = 0; ; idleSeconds += PAUSE_SECONDS) {
    const current = await api.get<RunJson>(`${run.path}/runs/${run.id}`);
    const text = progressText(current);
    if (text !== said) say(stderr, text);
    said = text;
    if (current.finished_at !== null) {
      endLine(stderr);
      return current;
    }
    if (await isWorkedOn(context, api, run, current)) idleSeconds = 0;
    if (idleSeconds >= run.timeoutSeconds) {
      endLine(stderr);
      throw abandoned(run, current);
    }
    await sleep(PAUSE_SECONDS * 1000);
  }
}

/** Whether a process has the run, or another run of the job for which this one waits. */
async function isWorkedOn(
  { now }: ClientContext,
  api: ApiClient,
  { path }: AwaitedRun,
  current: RunJson,
): Promise<boolean> {
  type Running = Pick<RunJson, 'lease_until'> | null;
  const running: Running =
    current.status === 'queued' ? (await api.get<{ running: Running }>(path)).running : current;
  return typeof running?.lease_until === 'string' && new Date(running.lease_until) > now();
}

function abandoned({ job, id, timeoutSeconds }: AwaitedRun, { status }: RunJson): ClientError {
  const what =
    status === 'queued'
      ? `is still queued: for ${timeoutSeconds} s no process took it`
      : `has no process any more: for ${timeoutSeconds} s there was no sign of life, and no other one took it over`;
  return failure(
    `Run ${id} of ${job} ${what}. Start one that runs jobs on the server's database, with "fullstop serve --only jobs" ` +
      `or "fullstop serve"; it takes the run by itself, and "fullstop jobs show ${job} ${id}" tells how it goes.`,
  );
}

/** On a terminal, each text takes the place of the one before. */
function say(stream: OutputStream, text: string): void {
  stream.write(stream.isTTY ? `${CLEAR_LINE}${text}` : `${text}\n`);
}

function endLine(stream: OutputStream): void {
  if (stream.isTTY) stream.write('\n');
}
