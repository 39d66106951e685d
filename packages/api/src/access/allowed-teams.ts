import type { TeamService } from '@fullstop/clients';
import { ForbiddenException, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import type { Caller } from './caller.js';

/** Says who may edit whitelisting rules. The team service keeps its answers for a minute. */
@Injectable()
export class AllowedTeams implements OnModuleInit {
  readonly #options: ApiOptions;
  readonly #teamService: TeamService | undefined;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#options = options as ApiOptions;
    this.#teamService = this.#options.teamService;
  }

  onModuleInit(): void {
    const { authentication, allowedTeams, logger } = this.#options;
    if (authentication.kind === 'none' || (allowedTeams.length > 0 && this.#teamService)) return;
    const missing = this.#teamService ? 'FULLSTOP_WHITELIST_ALLOWED_TEAMS' : 'FULLSTOP_TEAM_SERVICE_URL';
    logger.warn({}, `Nobody may edit whitelisting rules: set ${missing}`);
  }

  /**
   * @throws {ForbiddenException} when the caller is in none of the allowed teams.
   * @throws {DependencyUnavailableError} when the team service could not tell.
   */
  async requireMember(caller: Caller): Promise<void> {
    if (await this.hasMember(caller)) return;
    throw new ForbiddenException(`${caller.uid} is not in a team that may edit whitelisting rules`);
  }

  /** @throws {DependencyUnavailableError} when the team service could not tell. */
  async hasMember(caller: Caller): Promise<boolean> {
    if (caller.isLocal) return true;
    const { allowedTeams } = this.#options;
    if (this.#teamService === undefined || allowedTeams.length === 0) return false;
    const own = await this.#teamService.teamIdsOf(caller.uid);
    return own.some((id) => allowedTeams.includes(id));
  }
}
