import type { CacheOptions } from '../cache/lookup-cache.js';
import { ClientOptionsError } from '../errors/errors.js';
import type { HttpOptions } from '../http/http.options.js';
import { addressProblem } from '../http/request-url.js';
import { listOf } from '../list-of.js';
import type { TokenSource } from '../tokens/token-source.js';
import type { PierOne, PierOneRegistry } from './pierone.js';
import { PierOneRegistryClient } from './pierone-registry-client.js';

/** Which registries are trusted, and how they are asked. Values are kept 300 seconds by default, "there is none" 60. */
export interface PierOneClientsOptions extends CacheOptions {
  /** `FULLSTOP_PIERONE_URLS`: base addresses, as a list or with commas between them. None is fine: no registry is trusted. */
  readonly urls: string | readonly string[];
  readonly tokens: TokenSource;
  /** Which token is sent. Default `pierone`. */
  readonly tokenId?: string;
  readonly http?: HttpOptions;
}

/** {@link PierOne} over HTTP: one client, with a circuit breaker of its own, per base address. */
export class PierOneClients implements PierOne {
  readonly #registries: ReadonlyMap<string, PierOneRegistry>;

  /** @throws {ClientOptionsError} naming every address that cannot be used, and hosts that come twice. */
  constructor(options: PierOneClientsOptions) {
    const urls = listOf(options.urls);
    const problems = problemsOf(urls);
    if (problems.length > 0) throw new ClientOptionsError(problems);
    const { tokenId = 'pierone' } = options;
    this.#registries = new Map(
      urls.map((url) => {
        const host = new URL(url).hostname;
        return [host, new PierOneRegistryClient({ ...options, tokenId, url, host })];
      }),
    );
  }

  /** Host names of the registries, in the order of the configuration. */
  get hosts(): readonly string[] {
    return [...this.#registries.keys()];
  }

  findRegistry(registry: string): PierOneRegistry | undefined {
    return this.#registries.get(registry.trim().toLowerCase().replace(/:\d*$/, ''));
  }
}

function problemsOf(urls: readonly string[]): string[] {
  const hosts = new Set<string>();
  return urls.flatMap((url, index) => {
    const name = `Pier One address ${index + 1}`;
    const problem = addressProblem(url);
    if (problem !== undefined) return [`${name}: ${problem}`];
    const host = new URL(url).hostname;
    if (hosts.has(host)) return [`${name}: there is another one with the host ${host}`];
    hosts.add(host);
    return [];
  });
}
