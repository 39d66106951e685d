import type { Bucket, Clock, JsonValue, Logger } from '@fullstop/core';
import { parseJson } from '../policy/policy-text.js';
import { Refreshed } from './refreshed.js';
import { type TemplateKeys, templateKeysByRole } from './template-keys.js';

/** What a protected role must be like. */
export interface RoleTemplate {
  /** The role as its template names it. */
  readonly roleName: string;
  /** What its inline policy must be; `undefined` when the template is not JSON. */
  readonly policy: JsonValue | undefined;
  /** What its trust policy must be; `undefined` when there is no such template, or it is not JSON. */
  readonly trustPolicy: JsonValue | undefined;
}

/** Where templates are, and how long they are kept. */
export interface TemplateStoreOptions {
  readonly bucket: Bucket;
  /** Empty, or ending with `/`. */
  readonly prefix: string;
  readonly ttlSeconds: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The templates in a bucket, read again when they are too old. When that fails the last good ones stand. */
export class TemplateStore {
  readonly #options: TemplateStoreOptions;
  readonly #keys: Refreshed<ReadonlyMap<string, TemplateKeys>>;
  readonly #texts = new Map<string, Refreshed<string | undefined>>();

  constructor(options: TemplateStoreOptions) {
    this.#options = options;
    const { bucket, prefix } = options;
    this.#keys = this.#refreshed(`list of templates below "${prefix}"`, async () =>
      templateKeysByRole(await bucket.keys(prefix), prefix),
    );
  }

  /**
   * Where the templates of a role are; `undefined` for a role that is not protected.
   * @throws {FactUnavailableError} when the bucket cannot be reached, and could not before.
   */
  async keysOf(roleName: string): Promise<TemplateKeys | undefined> {
    return (await this.#keys.get()).get(roleName.toLowerCase());
  }

  /**
   * The template under these keys; `undefined` when it was taken away since they were listed.
   * @throws {FactUnavailableError} when the bucket cannot be reached, and could not before.
   */
  async read(keys: TemplateKeys): Promise<RoleTemplate | undefined> {
    const [policy, trust] = await Promise.all([this.#text(keys.policyKey), this.#text(keys.trustKey)]);
    if (policy === undefined) return undefined;
    return {
      roleName: keys.roleName,
      policy: this.#parse(keys.policyKey, policy),
      trustPolicy: this.#parse(keys.trustKey, trust),
    };
  }

  async #text(key: string | undefined): Promise<string | undefined> {
    if (key === undefined) return undefined;
    const text =
      this.#texts.get(key) ?? this.#refreshed(`template ${key}`, () => this.#options.bucket.read(key));
    this.#texts.set(key, text);
    return text.get();
  }

  #parse(key: string | undefined, text: string | undefined): JsonValue | undefined {
    if (text === undefined) return undefined;
    const template = parseJson(text);
    if (template === undefined) {
      this.#options.logger.error(
        { plugin: 'unapproved-services', s3_key: key },
        `The template ${key} is not JSON, so no policy is compared with it. Mend the template.`,
      );
    }
    return template;
  }

  #refreshed<Value>(fact: string, load: () => Promise<Value>): Refreshed<Value> {
    const { ttlSeconds, clock, logger } = this.#options;
    const onStale = (err: unknown) =>
      logger.warn(
        { plugin: 'unapproved-services', err },
        `The ${fact} could not be read again; the last good one is used.`,
      );
    return new Refreshed({ fact, load, ttlSeconds, clock, onStale });
  }
}
