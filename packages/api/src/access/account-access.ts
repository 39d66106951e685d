import type { TeamService } from '@fullstop/clients';
import { ForbiddenException, Inject, Injectable } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import type { Caller } from './caller.js';

/** Says which accounts' violations a caller may change. */
@Injectable()
export class AccountAccess {
  readonly #teamService: TeamService | undefined;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#teamService = (options as ApiOptions).teamService;
  }

  /**
   * @throws {ForbiddenException} when the caller has none of the configured roles in the account.
   * @throws {DependencyUnavailableError} when the team service could not tell.
   */
  async requireMember(caller: Caller, accountId: string): Promise<void> {
    if ((await this.memberOf(caller, [accountId])).has(accountId)) return;
    throw new ForbiddenException(`${caller.uid} is not a member of account ${accountId}`);
  }

  /** Those of the accounts that the caller is a member of; one look-up for all. */
  async memberOf(caller: Caller, accountIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (caller.isLocal) return new Set(accountIds);
    if (this.#teamService === undefined) return new Set();
    const own = new Set((await this.#teamService.accountsOf(caller.uid)).map(({ id }) => id));
    return new Set(accountIds.filter((id) => own.has(id)));
  }
}
