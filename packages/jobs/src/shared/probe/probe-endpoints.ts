import { RetryableError } from '@fullstop/core';
import type { Endpoint, EndpointProbe } from './endpoint-probe.js';

/** An endpoint that serves anybody. */
export interface OpenEndpoint extends Endpoint {
  /** What makes it open, for people. */
  readonly text: string;
}

/** What the probes of a resource found. */
export interface ProbedEndpoints {
  readonly open: readonly OpenEndpoint[];
  /** Why some could not be judged; the next run may know. `undefined` when all were. */
  readonly undecided: ProbeUndecidedError | undefined;
}

/** Some endpoints of a resource could not be judged this time. */
export class ProbeUndecidedError extends RetryableError {
  constructor(endpoints: readonly string[]) {
    super(
      'PROBE_UNDECIDED',
      `Whether these serve anybody could not be found out: ${endpoints.join(', ')}. The next run tries again.`,
    );
  }
}

/** Probes all endpoints of a resource. */
export async function probeEndpoints(
  probe: EndpointProbe,
  endpoints: readonly Endpoint[],
  signal: AbortSignal,
): Promise<ProbedEndpoints> {
  const probed = await Promise.all(
    endpoints.map(async (endpoint) => ({ endpoint, result: await probe.probe(endpoint, signal) })),
  );
  const open = probed.flatMap(({ endpoint, result }) =>
    result.verdict === 'open' ? [{ ...endpoint, text: result.text }] : [],
  );
  const undecided = probed.flatMap(({ endpoint: { host, port }, result }) =>
    result.verdict === 'unknown' && result.transient ? [`${host} port ${port} (${result.reason})`] : [],
  );
  return { open, undecided: undecided.length > 0 ? new ProbeUndecidedError(undecided) : undefined };
}
