import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { matchesWhole } from '@fullstop/core';
import { metrics } from '@opentelemetry/api';
import { type Answer, type ExchangeLimits, exchange, hostOf, type NoAnswer } from './exchange.js';
import { HostLimits } from './host-limits.js';
import type { ProbeOptions } from './probe.options.js';
import type { ProbeNetwork } from './probe-network.js';
import { judgeAnswer, judgeHop, judgeNoAnswer, openRedirect, type ProbeVerdict } from './verdict.js';

/** Where a probe goes. */
export interface Endpoint {
  readonly scheme: 'http' | 'https';
  /** A name, or an address. */
  readonly host: string;
  readonly port: number;
}

const LIMITS: ExchangeLimits = { connectMs: 3000, headersMs: 5000, totalMs: 8000 };
const PER_HOST = 2;
/** The address is none of the internet's. */
const REFUSED = 'INTERNAL_ADDRESS';

/**
 * Finds out whether an endpoint serves anybody. Sends at most two requests without credentials (the second one to where an
 * HTTPS endpoint redirects), connects to public addresses only, reads headers only, and takes 8 seconds at most, not
 * counting the wait for its turn.
 */
export class EndpointProbe {
  readonly #limits: HostLimits;
  readonly #userAgent: string;
  readonly #probes = metrics
    .getMeter('@fullstop/jobs')
    .createCounter('fullstop_job_probes', { description: 'Probes of endpoints, by job and verdict' });

  /** @param limits time limits; others than the standard ones are for tests. */
  constructor(
    private readonly job: string,
    private readonly options: ProbeOptions,
    private readonly network: ProbeNetwork,
    private readonly limits: ExchangeLimits = LIMITS,
  ) {
    this.#limits = new HostLimits(options.probeConcurrency, PER_HOST);
    this.#userAgent = userAgent(options.probeContact);
  }

  /** @throws the reason of the signal when that was aborted. */
  async probe(endpoint: Endpoint, signal: AbortSignal): Promise<ProbeVerdict> {
    // One for each probe at once; Node would take them for a leak.
    setMaxListeners(0, signal);
    const verdict = await this.#judge(urlOf(endpoint), signal);
    this.#probes.add(1, { job: this.job, verdict: verdict.verdict });
    return verdict;
  }

  async #judge(url: URL, signal: AbortSignal): Promise<ProbeVerdict> {
    const { probeRedirects: redirects, probeLoginHosts } = this.options;
    const first = await this.#ask(url, this.limits.totalMs, signal);
    if ('code' in first.result) return judgeNoAnswer(first.result.code);
    const isLoginHost = (host: string) => probeLoginHosts.some((pattern) => matchesWhole(pattern, host));
    const verdict = judgeAnswer(url, first.result, { redirects, isLoginHost });
    if (verdict.verdict !== 'follow') return verdict;
    return this.#judgeHop(url, verdict.to, this.limits.totalMs - first.tookMs, signal);
  }

  async #judgeHop(url: URL, to: URL, leftMs: number, signal: AbortSignal): Promise<ProbeVerdict> {
    const { result } = await this.#ask(to, Math.max(leftMs, 1), signal);
    if (!('code' in result)) return judgeHop(url, to, result);
    const verdict = judgeNoAnswer(result.code);
    // What nobody can reach asks nobody for credentials.
    return verdict.verdict === 'closed' ? openRedirect(url, to, result.code) : verdict;
  }

  /** Sends one request when it is its turn, and says how long that took. */
  #ask(
    url: URL,
    totalMs: number,
    signal: AbortSignal,
  ): Promise<{ result: Answer | NoAnswer; tookMs: number }> {
    return this.#limits.run(hostOf(url), async () => {
      signal.throwIfAborted();
      const start = performance.now();
      const result = await this.#exchange(url, totalMs, signal);
      return { result, tookMs: performance.now() - start };
    });
  }

  async #exchange(url: URL, totalMs: number, signal: AbortSignal): Promise<Answer | NoAnswer> {
    const start = performance.now();
    const address = await this.#addressOf(hostOf(url), totalMs);
    if (typeof address !== 'string') return address;
    const leftMs = Math.max(totalMs - (performance.now() - start), 1);
    return exchange({
      url,
      address,
      port: this.network.portOf(Number(url.port || (url.protocol === 'https:' ? 443 : 80))),
      userAgent: this.#userAgent,
      limits: { ...this.limits, totalMs: leftMs },
      signal,
    });
  }

  /** The address to connect to: the first one that is allowed. It is not looked up again, so that it stays the checked one. */
  async #addressOf(host: string, totalMs: number): Promise<string | NoAnswer> {
    const addresses = await this.#resolve(host, totalMs);
    if ('code' in addresses) return addresses;
    return addresses.find((address) => this.network.isAllowed(address)) ?? { code: REFUSED };
  }

  async #resolve(host: string, totalMs: number): Promise<readonly string[] | NoAnswer> {
    const done = new AbortController();
    const timeout = setTimeout(totalMs, { code: 'DNS_TIMEOUT' }, { signal: done.signal });
    try {
      return await Promise.race([this.network.resolve(host), timeout]);
    } catch (error) {
      return { code: codeOf(error) };
    } finally {
      done.abort();
    }
  }
}

function urlOf({ scheme, host, port }: Endpoint): URL {
  return new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/`);
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'DNS_FAILED';
}

/** Product, version, and how to reach who runs it. */
function userAgent(contact: string | undefined): string {
  const manifest = new URL('../../../package.json', import.meta.url);
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  return `fullstop-job/${version}${contact === undefined ? '' : ` (${contact})`}`;
}
