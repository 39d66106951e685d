import { z } from 'zod';
import { type CacheOptions, LookupCache } from '../cache/lookup-cache.js';
import { ClientArgumentError, ClientOptionsError } from '../errors/errors.js';
import type { HttpOptions } from '../http/http.options.js';
import { JsonClient } from '../http/json-client.js';
import { listOf } from '../list-of.js';
import type { TokenSource } from '../tokens/token-source.js';
import { optionalText } from '../wire/optional.js';
import type { AwsAccount, TeamService } from './team-service.js';

/** How the team service is asked. Answers are kept 60 seconds by default. */
export interface TeamServiceClientOptions extends CacheOptions {
  /** `FULLSTOP_TEAM_SERVICE_URL`. */
  readonly url: string;
  readonly tokens: TokenSource;
  /** Which token is sent. Default `teamService`. */
  readonly tokenId?: string;
  /** Roles that make an account one's own, as a list or with commas between them. Default `PowerUser,Deployer`. */
  readonly awsMembershipRoles?: string | readonly string[];
  readonly http?: HttpOptions;
}

const accountsAnswer = z.array(
  z.object({
    id: z.string(),
    name: optionalText,
    owner: optionalText,
    disabled: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
  }),
);
const teamsAnswer = z.array(z.object({ id: optionalText }));

const ACCOUNTS = ['api', 'accounts', 'aws'];
const TEAMS = ['api', 'teams'];

/** {@link TeamService} over HTTP. */
export class TeamServiceClient implements TeamService {
  readonly #http: JsonClient;
  readonly #roles: readonly string[];
  readonly #accountsOf: LookupCache<readonly AwsAccount[]>;
  readonly #teamIdsOf: LookupCache<readonly string[]>;
  readonly #activeAccounts: LookupCache<readonly AwsAccount[]>;

  /** @throws {ClientOptionsError} when the address or a number cannot be used, or there is no role. */
  constructor(options: TeamServiceClientOptions) {
    const { url, tokens, tokenId = 'teamService', http } = options;
    this.#http = new JsonClient({
      dependency: 'team service',
      baseUrl: url,
      tokens,
      tokenId,
      http,
    });
    this.#roles = listOf(options.awsMembershipRoles ?? ['PowerUser', 'Deployer']);
    if (this.#roles.length === 0)
      throw new ClientOptionsError(['awsMembershipRoles: expected at least one role']);
    this.#accountsOf = new LookupCache(options);
    this.#teamIdsOf = new LookupCache(options);
    this.#activeAccounts = new LookupCache(options);
  }

  async accountsOf(userId: string): Promise<readonly AwsAccount[]> {
    const member = checkUserId(userId);
    return this.#accountsOf.get(member, async () => {
      // One role that could not be looked up fails the whole: nothing is granted on half an answer.
      const lists = await Promise.all(this.#roles.map((role) => this.#accounts({ member, role })));
      return [...new Map(lists.flat().map((account) => [account.id, account])).values()];
    });
  }

  async teamIdsOf(userId: string): Promise<readonly string[]> {
    const member = checkUserId(userId);
    return this.#teamIdsOf.get(member, async () => {
      const teams = await this.#http.get({ segments: TEAMS, query: { member }, answer: teamsAnswer });
      return listOf(teams.map(({ id }) => id ?? ''));
    });
  }

  async activeAccounts(): Promise<readonly AwsAccount[]> {
    return this.#activeAccounts.get('all', async () => {
      const accounts = await this.#accounts({});
      return accounts.filter(({ disabled }) => !disabled);
    });
  }

  async #accounts(query: Readonly<Record<string, string>>): Promise<AwsAccount[]> {
    return this.#http.get({ segments: ACCOUNTS, query, answer: accountsAnswer });
  }
}

function checkUserId(userId: string): string {
  if (userId.trim() === '') throw new ClientArgumentError('A blank user id has neither teams nor accounts');
  return userId;
}
