/** A tag of an image. */
export interface PierOneTag {
  readonly name: string;
  /** When it was pushed: an ISO 8601 text, as the registry gives it. */
  readonly created?: string;
  /** Who pushed it. */
  readonly createdBy?: string;
}

/** Where an image was built from; usual keys are `url`, `revision`, `author` and `status`. May be empty. */
export type ScmSource = Readonly<Record<string, string | null>>;

/** One Docker registry. Every method throws {@link DependencyUnavailableError} or {@link DependencyRequestError} when it could not tell. */
export interface PierOneRegistry {
  /** Tags of an artifact, asked for every time; empty when there is no such artifact. */
  listTags(team: string, artifact: string): Promise<readonly PierOneTag[]>;
  /** A tag of an artifact; `undefined` when the registry does not list it. */
  findTag(team: string, artifact: string, tag: string): Promise<PierOneTag | undefined>;
  /** What the build said about the source code; `undefined` when it said nothing. Scalars are texts, `null` stays. */
  findScmSource(team: string, artifact: string, tag: string): Promise<ScmSource | undefined>;
}

/** The trusted Docker registries. */
export interface PierOne {
  /**
   * The registry of an image; `undefined` when it is not one of ours.
   * @param registry as in the image's name: a host, with or without a port.
   */
  findRegistry(registry: string): PierOneRegistry | undefined;
}

/** Token of {@link PierOne}. */
export const PIER_ONE = Symbol.for('@fullstop/clients:pierone');
