/** An application as the registry knows it. */
export interface KioApplication {
  readonly id: string;
  readonly teamId?: string;
  readonly name?: string;
  /** False for applications that were retired. */
  readonly active?: boolean;
  /** Where its source code is; as entered, may be blank. */
  readonly scmUrl?: string;
  readonly serviceUrl?: string;
  /** Whether its endpoints are meant to be reachable from everywhere. */
  readonly publiclyAccessible?: boolean;
}

/** The application registry. */
export interface Kio {
  /**
   * The application with an id; `undefined` when it is not registered.
   * @throws {DependencyUnavailableError} or {@link DependencyRequestError} when the registry could not tell.
   */
  findApplication(id: string): Promise<KioApplication | undefined>;
}

/** Token of {@link Kio}. */
export const KIO = Symbol.for('@fullstop/clients:kio');
