import {
  type ImageReference,
  type Kio,
  type KioApplication,
  type PierOne,
  type PierOneRegistry,
  type PierOneTag,
  parseImageReference,
  type ScmSource,
} from '@fullstop/clients';
import { FactUnavailableError, isRetryable, messageOf } from '@fullstop/core';
import type { InstancePorts } from './instance-ports.js';

/** What the registries around know about applications and images. */
export class RegistryFacts {
  readonly #kio: Kio | undefined;
  readonly #pierOne: PierOne | undefined;

  constructor({ kio, pierOne }: InstancePorts) {
    this.#kio = kio;
    this.#pierOne = pierOne;
  }

  /** @throws {FactUnavailableError} also when there is no registry to ask. */
  application(applicationId: string): Promise<KioApplication | undefined> {
    const fact = `application ${applicationId}`;
    return told(fact, async () => {
      if (this.#kio) return this.#kio.findApplication(applicationId);
      throw notConfigured(fact, 'application registry', 'FULLSTOP_KIO_URL');
    });
  }

  /** @throws {FactUnavailableError} as above. */
  tag(source: string): Promise<PierOneTag | undefined> {
    const ask: Ask<PierOneTag> = (registry, { team, artifact }, tag) => registry.findTag(team, artifact, tag);
    return this.#ofImage(`tag of ${source}`, source, ask);
  }

  /** @throws {FactUnavailableError} as above. */
  scmSource(source: string): Promise<ScmSource | undefined> {
    const ask: Ask<ScmSource> = (registry, { team, artifact }, tag) =>
      registry.findScmSource(team, artifact, tag);
    return this.#ofImage(`scm source of ${source}`, source, ask);
  }

  #ofImage<T>(fact: string, source: string, ask: Ask<T>): Promise<T | undefined> {
    return told(fact, async () => {
      if (!this.#pierOne) throw notConfigured(fact, 'Docker registry', 'FULLSTOP_PIERONE_URLS');
      const reference = parseImageReference(source);
      // A name without a tag, or in a registry that is none of ours, is known not to be there.
      if (reference?.tag === undefined) return undefined;
      const registry = this.#pierOne.findRegistry(reference.registry);
      return registry && ask(registry, reference, reference.tag);
    });
  }
}

type Ask<T> = (registry: PierOneRegistry, reference: ImageReference, tag: string) => Promise<T | undefined>;

/** What a registry told; its "later may work" as that of a fact. */
async function told<T>(fact: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof FactUnavailableError || !isRetryable(error)) throw error;
    throw new FactUnavailableError(fact, messageOf(error).replace(/\.$/, ''), { cause: error });
  }
}

function notConfigured(fact: string, registry: string, setting: string): FactUnavailableError {
  return new FactUnavailableError(
    fact,
    `no ${registry} is configured; set ${setting}, or disable the plugins that ask for it`,
  );
}
