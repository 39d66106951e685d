import { z } from 'zod';
import { type CacheOptions, LookupCache } from '../cache/lookup-cache.js';
import type { HttpOptions } from '../http/http.options.js';
import { JsonClient } from '../http/json-client.js';
import type { TokenSource } from '../tokens/token-source.js';
import { optionalText } from '../wire/optional.js';
import type { PierOneRegistry, PierOneTag, ScmSource } from './pierone.js';

/** How one registry is asked. */
export interface PierOneRegistryOptions extends CacheOptions {
  readonly url: string;
  readonly host: string;
  readonly tokens: TokenSource;
  readonly tokenId: string;
  readonly http?: HttpOptions;
}

const tagsAnswer = z.array(z.object({ name: z.string(), created: optionalText, created_by: optionalText }));
const scmSourceAnswer = z.record(z.string(), z.json());

/** {@link PierOneRegistry} over HTTP. */
export class PierOneRegistryClient implements PierOneRegistry {
  readonly #http: JsonClient;
  readonly #lists: LookupCache<readonly PierOneTag[]>;
  readonly #tags: LookupCache<PierOneTag | undefined>;
  readonly #scmSources: LookupCache<ScmSource | undefined>;

  constructor(options: PierOneRegistryOptions) {
    const { url, host, tokens, tokenId, http } = options;
    const dependency = `pierone ${host}`;
    this.#http = new JsonClient({ dependency, baseUrl: url, tokens, tokenId, http });
    const cache = { ...options, cacheSeconds: options.cacheSeconds ?? 300 };
    // Not kept: a tag that was pushed after somebody asked for another one must not be missing.
    this.#lists = new LookupCache({ ...cache, cacheSeconds: 0 });
    this.#tags = new LookupCache(cache);
    this.#scmSources = new LookupCache(cache);
  }

  async listTags(team: string, artifact: string): Promise<readonly PierOneTag[]> {
    return this.#lists.get(keyOf(team, artifact), () => this.#askForTags(team, artifact));
  }

  async findTag(team: string, artifact: string, tag: string): Promise<PierOneTag | undefined> {
    return this.#tags.get(keyOf(team, artifact, tag), async () => {
      const tags = await this.listTags(team, artifact);
      return tags.find(({ name }) => name === tag);
    });
  }

  async findScmSource(team: string, artifact: string, tag: string): Promise<ScmSource | undefined> {
    return this.#scmSources.get(keyOf(team, artifact, tag), async () => {
      const segments = ['teams', team, 'artifacts', artifact, 'tags', tag, 'scm-source'];
      const answer = await this.#http.find({ segments, answer: scmSourceAnswer });
      return answer && textsOf(answer);
    });
  }

  async #askForTags(team: string, artifact: string): Promise<readonly PierOneTag[]> {
    const segments = ['teams', team, 'artifacts', artifact, 'tags'];
    const answer = await this.#http.find({ segments, answer: tagsAnswer });
    return (answer ?? []).map(({ name, created, created_by }) => ({ name, created, createdBy: created_by }));
  }
}

function textsOf(source: Readonly<Record<string, unknown>>): ScmSource {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, textOf(value)]));
}

function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** Unlike a text with slashes, tells `a/b` and `c` from `a` and `b/c`. */
function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
