import { z } from 'zod';
import { type CacheOptions, LookupCache } from '../cache/lookup-cache.js';
import type { HttpOptions } from '../http/http.options.js';
import { JsonClient } from '../http/json-client.js';
import type { TokenSource } from '../tokens/token-source.js';
import { optionalFlag, optionalText } from '../wire/optional.js';
import type { Kio, KioApplication } from './kio.js';

/** How the registry is asked. Applications are kept 300 seconds by default, "not registered" 60. */
export interface KioClientOptions extends CacheOptions {
  /** `FULLSTOP_KIO_URL`. */
  readonly url: string;
  readonly tokens: TokenSource;
  /** Which token is sent. Default `kio`. */
  readonly tokenId?: string;
  readonly http?: HttpOptions;
  /** Ids that do not match are not registered, and not asked for. Default: Kio's own grammar. */
  readonly applicationId?: RegExp;
}

// Ids come from user data, which anybody may write.
const APPLICATION_ID = /^[a-z][a-z0-9-]{0,253}[a-z0-9]$/;

const applicationAnswer = z
  .object({
    id: optionalText,
    team_id: optionalText,
    name: optionalText,
    active: optionalFlag,
    scm_url: optionalText,
    service_url: optionalText,
    publicly_accessible: optionalFlag,
  })
  // An empty answer means the same as 404.
  .nullable();

/** {@link Kio} over HTTP. */
export class KioClient implements Kio {
  readonly #http: JsonClient;
  readonly #cache: LookupCache<KioApplication | undefined>;
  readonly #applicationId: RegExp;

  /** @throws {ClientOptionsError} when the address or a number cannot be used. */
  constructor(options: KioClientOptions) {
    const { url, tokens, tokenId = 'kio', http, applicationId = APPLICATION_ID } = options;
    this.#http = new JsonClient({ dependency: 'kio', baseUrl: url, tokens, tokenId, http });
    this.#cache = new LookupCache({ ...options, cacheSeconds: options.cacheSeconds ?? 300 });
    this.#applicationId = applicationId;
  }

  async findApplication(id: string): Promise<KioApplication | undefined> {
    const trimmed = id.trim();
    if (trimmed === '' || trimmed.search(this.#applicationId) < 0) return undefined;
    return this.#cache.get(trimmed, () => this.#ask(trimmed));
  }

  async #ask(id: string): Promise<KioApplication | undefined> {
    const answer = await this.#http.find({ segments: ['apps', id], answer: applicationAnswer });
    if (!answer) return undefined;
    return {
      id: answer.id ?? id,
      teamId: answer.team_id,
      name: answer.name,
      active: answer.active,
      scmUrl: answer.scm_url,
      serviceUrl: answer.service_url,
      publiclyAccessible: answer.publicly_accessible,
    };
  }
}
