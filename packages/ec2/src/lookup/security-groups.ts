import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { Clock } from '@fullstop/core';
import type { SecurityGroup, SecurityGroupFacts } from '../facts/security-group-facts.js';
import { describeByIds } from './describe-by-ids.js';
import { FactCache } from './fact-cache.js';
import { known } from './known.js';
import { ec2At, nameOf, namesOf, type Place } from './place.js';
import { securityGroupOf } from './security-group-of.js';

// Rules change, and what counts are those in force when the event was seen.
const SECONDS = 60;
const ABSENT = ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound', 'InvalidGroupId.Malformed'];

/** Security groups and their rules. */
export class SecurityGroups {
  readonly #clients: AwsClients;
  readonly #groups: FactCache<SecurityGroup>;

  constructor(clients: AwsClients, clock: Clock) {
    this.#clients = clients;
    this.#groups = new FactCache({ seconds: SECONDS, clock });
  }

  /**
   * The groups with these ids; asks nobody when there are none.
   * @param siblings groups of other instances of the event.
   * @throws {FactUnavailableError}
   */
  async find(place: Place, ids: readonly string[], siblings: readonly string[]): Promise<SecurityGroupFacts> {
    const load = (wanted: readonly string[]) => this.#describe(place, wanted);
    const all = [...ids, ...siblings];
    const groups = await Promise.all(
      ids.map((id) => this.#groups.get({ place: nameOf(place), id, siblings: all, load })),
    );
    return {
      securityGroups: groups.filter((group) => group !== undefined),
      missingGroupIds: ids.filter((_, index) => groups[index] === undefined),
    };
  }

  async #describe(place: Place, ids: readonly string[]): Promise<ReadonlyMap<string, SecurityGroup>> {
    const ask = async (input: DescribeSecurityGroupsCommand['input']) => {
      const answer = await ec2At(this.#clients, place).send(new DescribeSecurityGroupsCommand(input));
      return answer.SecurityGroups ?? [];
    };
    const { things } = await known(`security group ${namesOf(ids)} of ${nameOf(place)}`, () =>
      describeByIds(ids, {
        byIds: (GroupIds) => ask({ GroupIds }),
        byFilter: (Values) => ask({ Filters: [{ Name: 'group-id', Values }] }),
        absentCodes: ABSENT,
      }),
    );
    return new Map(things.map(securityGroupOf).map((group) => [group.groupId, group]));
  }
}
