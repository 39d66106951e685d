import { violationJsonOf } from '@fullstop/core';
import {
  BulkResolutions,
  countMatching,
  findMatching,
  type MatchedViolation,
  type ViolationFilter,
  ViolationLists,
} from '@fullstop/store';
import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { AccountAccess } from '../access/account-access.js';
import type { Caller } from '../access/caller.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import type { PreviewCountJson, PreviewJson } from './bulk-resolution.js';

const SAMPLES = 10;

/** Shows what a bulk resolution would resolve. */
@Injectable()
export class Previews {
  readonly #options: ApiOptions;
  readonly #bulks: BulkResolutions;
  readonly #lists: ViolationLists;

  constructor(
    @Inject(API_OPTIONS) options: unknown,
    private readonly accounts: AccountAccess,
  ) {
    this.#options = options as ApiOptions;
    const { database, clock } = this.#options;
    this.#bulks = new BulkResolutions(database.dataSource, clock);
    this.#lists = new ViolationLists(database.dataSource);
  }

  /**
   * What of a filter the caller may resolve.
   * @throws {BadRequestException} for whitelisted violations, which nobody resolves.
   * @throws {PreviewTooLargeError}
   */
  async preview(filter: ViolationFilter, caller: Caller): Promise<PreviewJson> {
    if (filter.state !== 'open' && filter.state !== 'resolved') {
      throw new BadRequestException(
        'state: expected open or resolved; whitelisted violations cannot be resolved',
      );
    }
    const { dataSource } = this.#options.database;
    const quantities = await countMatching(dataSource, filter);
    const own = await this.accounts.memberOf(caller, [...quantities.keys()]);
    const ownFilter = { ...filter, accountIds: [...own] };
    const matching = await findMatching(dataSource, ownFilter);
    const samples = await this.#lists.findViolations(ownFilter, { limit: SAMPLES, counting: 'none' });
    const { token, expiresAt } = await this.#bulks.keepPreview(matching, caller.uid);
    return {
      count: matching.length,
      forbidden_count: sumOf(
        [...quantities].filter(([account]) => !own.has(account)).map(([, count]) => count),
      ),
      counts: countsOf(matching),
      samples: samples.content.map(({ violation, type }) => violationJsonOf(violation, type)),
      preview_token: token,
      expires_at: expiresAt.toISOString(),
    };
  }
}

function countsOf(matching: readonly MatchedViolation[]): PreviewCountJson[] {
  const counts = new Map<string, PreviewCountJson>();
  for (const { accountId: account, type } of matching) {
    const key = JSON.stringify([account, type]);
    const count = counts.get(key) ?? { account, type, quantity: 0 };
    counts.set(key, { ...count, quantity: count.quantity + 1 });
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
