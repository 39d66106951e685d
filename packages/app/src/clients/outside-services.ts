import {
  type HttpOptions,
  KioClient,
  PierOneClients,
  ServiceTokens,
  TeamServiceClient,
} from '@fullstop/clients';
import type { Logger } from '@fullstop/core';
import type { Config } from '../config/config.schema.js';
import { Circuits } from './circuits.js';

/** The services around, as configured: their clients, and the tokens and circuit breakers of all of them. */
export class OutsideServices {
  /** Absent when no application registry is configured. */
  readonly kio: KioClient | undefined;
  readonly pierOne: PierOneClients;
  /** Absent when no team service is configured. */
  readonly teamService: TeamServiceClient | undefined;
  /** Only those that a configured service needs. */
  readonly tokens: ServiceTokens;
  readonly circuits: Circuits;
  readonly #neededTokens: readonly string[];

  /** Asks nobody. @throws {ClientOptionsError} when an address or the fixed tokens cannot be used. */
  constructor({ clients, tokens }: Config, logger: Logger) {
    const { kioUrl, pierOneUrls, teamServiceUrl, awsMembershipRoles, timeoutMs } = clients;
    const { accessTokenUri, credentialsDirectory: credentialsDir, fixedTokens } = tokens;
    this.#neededTokens = [
      ...(kioUrl === undefined ? [] : ['kio']),
      ...(pierOneUrls.length > 0 ? ['pierone'] : []),
      ...(teamServiceUrl === undefined ? [] : ['teamService']),
    ];
    this.tokens = new ServiceTokens({
      tokens: this.#neededTokens.map((id) => ({ id })),
      accessTokenUri,
      credentialsDir,
      fixedTokens,
      logger,
    });
    // A client reports only changes.
    const http: HttpOptions = { timeoutMs, logger, onCircuit: (report) => this.circuits.report(report) };
    this.kio = kioUrl === undefined ? undefined : new KioClient({ url: kioUrl, tokens: this.tokens, http });
    this.pierOne = new PierOneClients({ urls: pierOneUrls, tokens: this.tokens, http });
    this.teamService =
      teamServiceUrl === undefined
        ? undefined
        : new TeamServiceClient({ url: teamServiceUrl, awsMembershipRoles, tokens: this.tokens, http });
    const registries = this.pierOne.hosts.map((host) => `pierone ${host}`);
    this.circuits = new Circuits([
      ...(this.kio ? ['kio'] : []),
      ...registries,
      ...(this.teamService ? ['team service'] : []),
    ]);
  }

  /** State of tokens and circuit breakers; nothing where no service is configured. */
  async state(): Promise<OutsideState | undefined> {
    if (this.#neededTokens.length === 0) return undefined;
    return { unavailableTokens: await this.tokens.findUnavailable(), circuits: this.circuits.states };
  }
}

/** How well the services around can be asked. */
export interface OutsideState {
  /** Ids of tokens that a configured service needs, and that are missing or expired. */
  readonly unavailableTokens: readonly string[];
  /** States of circuit breakers by service. */
  readonly circuits: Circuits['states'];
}
