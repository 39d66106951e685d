import {
  EC2Client,
  paginateDescribeSecurityGroups,
  paginateGetManagedPrefixListEntries,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { type AwsClients, factFrom } from '@fullstop/aws';
import type { Clock, ScanTarget } from '@fullstop/core';
import { type Kept, kept } from '../instance-facts/kept.js';
import { nameOf } from '../instance-facts/place.js';
import type { PrefixLists } from './external-sources.js';

const HOUR_SECONDS = 3600;
// What EC2 takes as values of one filter.
const MAX_FILTER_VALUES = 200;
const PAGE_SIZE = 1000;
const ENTRIES_PAGE_SIZE = 100;
const ABSENT_LIST = ['InvalidPrefixListID.NotFound', 'InvalidPrefixListId.NotFound'];

/** Groups with the prefix lists that their permissions name. */
export interface ResolvedGroups {
  readonly groups: readonly SecurityGroup[];
  readonly prefixLists: PrefixLists;
}

/** Reads security groups, and the prefix lists in their rules; the latter are kept for an hour. */
export class SecurityGroupDirectory {
  readonly #entries: Kept<readonly string[]>;

  constructor(
    private readonly clients: AwsClients,
    clock: Clock,
  ) {
    this.#entries = kept(clock, HOUR_SECONDS);
  }

  /**
   * The groups with these ids, as far as they exist. Asks nobody when there are none: EC2 would tell of all.
   * @throws {FactUnavailableError}
   */
  async find(target: ScanTarget, groupIds: readonly string[], signal: AbortSignal): Promise<SecurityGroup[]> {
    const ids = [...new Set(groupIds)].sort();
    const found: SecurityGroup[] = [];
    for (let start = 0; start < ids.length; start += MAX_FILTER_VALUES) {
      found.push(...(await this.#describe(target, ids.slice(start, start + MAX_FILTER_VALUES), signal)));
    }
    return found;
  }

  /** Entries of the prefix lists that the ingress rules of groups name. @throws {FactUnavailableError} */
  async prefixListsOf(
    target: ScanTarget,
    groups: readonly SecurityGroup[],
    signal: AbortSignal,
  ): Promise<PrefixLists> {
    const ids = groups
      .flatMap(({ IpPermissions = [] }) => IpPermissions)
      .flatMap(({ PrefixListIds = [] }) => PrefixListIds)
      .flatMap(({ PrefixListId }) => PrefixListId ?? []);
    const lists = new Map<string, readonly string[]>();
    for (const id of new Set(ids)) {
      const key = `${nameOf(target)} ${id}`;
      lists.set(id, await this.#entries.get(key, () => this.#entriesOf(target, id, signal)));
    }
    return lists;
  }

  // By filter: a group that was deleted meanwhile is left out, and hides no other.
  async #describe(target: ScanTarget, ids: string[], abortSignal: AbortSignal): Promise<SecurityGroup[]> {
    const client = this.clients.client(EC2Client, target.accountId, target.region);
    const input = { Filters: [{ Name: 'group-id', Values: ids }] };
    const read = async () => {
      const groups: SecurityGroup[] = [];
      for await (const page of paginateDescribeSecurityGroups({ client, pageSize: PAGE_SIZE }, input, {
        abortSignal,
      })) {
        groups.push(...(page.SecurityGroups ?? []));
      }
      return groups;
    };
    return (await factFrom(`security groups in ${nameOf(target)}`, read, [])) ?? [];
  }

  async #entriesOf(target: ScanTarget, id: string, abortSignal: AbortSignal): Promise<readonly string[]> {
    const client = this.clients.client(EC2Client, target.accountId, target.region);
    const read = async () => {
      const entries: string[] = [];
      const paging = { client, pageSize: ENTRIES_PAGE_SIZE };
      for await (const page of paginateGetManagedPrefixListEntries(
        paging,
        { PrefixListId: id },
        {
          abortSignal,
        },
      )) {
        entries.push(...(page.Entries ?? []).flatMap(({ Cidr }) => Cidr ?? []));
      }
      return entries;
    };
    return (await factFrom(`prefix list ${id} in ${nameOf(target)}`, read, ABSENT_LIST)) ?? [];
  }
}
