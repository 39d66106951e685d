import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandOutput,
  type Instance,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { Clock } from '@fullstop/core';
import { describeByIds } from './describe-by-ids.js';
import { FactCache } from './fact-cache.js';
import { known } from './known.js';
import { ec2At, nameOf, namesOf, type Place } from './place.js';

/** What EC2 says about an instance: a description, or that there is no such instance (any more). */
export type Description = Instance | 'gone';

const SECONDS = 60;
// EC2 may hide instances that an AWS service manages.
const ALSO_MANAGED = { IncludeManagedResources: true };
const ABSENT = ['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'];

/** What EC2 says about instances, for what events do not tell. */
export class Descriptions {
  readonly #clients: AwsClients;
  readonly #descriptions: FactCache<Description>;

  constructor(clients: AwsClients, clock: Clock) {
    this.#clients = clients;
    this.#descriptions = new FactCache({ seconds: SECONDS, clock });
  }

  /**
   * The description; `undefined` when EC2 answered without complaint, but not about this instance.
   * @param siblings instances of the same event.
   * @throws {FactUnavailableError}
   */
  find(place: Place, instanceId: string, siblings: readonly string[]): Promise<Description | undefined> {
    const load = (ids: readonly string[]) => this.#describe(place, ids);
    return this.#descriptions.get({ place: nameOf(place), id: instanceId, siblings, load });
  }

  /** The description, if it was asked for already. */
  peek(place: Place, instanceId: string): Instance | undefined {
    const description = this.#descriptions.peek(nameOf(place), instanceId);
    return description === 'gone' ? undefined : description;
  }

  /**
   * All instances that one call launched; all pages, not kept.
   * @throws {FactUnavailableError}
   */
  launchedWith(place: Place, clientToken: string): Promise<readonly Instance[]> {
    return known(`instances launched with client token ${clientToken} in ${nameOf(place)}`, async () => {
      const Filters = [{ Name: 'client-token', Values: [clientToken] }];
      const launched: Instance[] = [];
      const client = ec2At(this.#clients, place);
      for await (const page of paginateDescribeInstances({ client }, { Filters, ...ALSO_MANAGED })) {
        launched.push(...instancesIn(page));
      }
      for (const instance of launched) {
        if (instance.InstanceId) this.#descriptions.learn(nameOf(place), instance.InstanceId, instance);
      }
      return launched;
    });
  }

  async #describe(place: Place, ids: readonly string[]): Promise<ReadonlyMap<string, Description>> {
    const ask = async (input: DescribeInstancesCommand['input']) => {
      const command = new DescribeInstancesCommand({ ...input, ...ALSO_MANAGED });
      return instancesIn(await ec2At(this.#clients, place).send(command));
    };
    const { things, someDoNotExist } = await known(`instance ${namesOf(ids)} of ${nameOf(place)}`, () =>
      describeByIds(ids, {
        byIds: (InstanceIds) => ask({ InstanceIds }),
        byFilter: (Values) => ask({ Filters: [{ Name: 'instance-id', Values }] }),
        absentCodes: ABSENT,
      }),
    );
    const gone = someDoNotExist ? ids.map((id): [string, Description] => [id, 'gone']) : [];
    return new Map<string, Description>([...gone, ...things.map(byId)]);
  }
}

function instancesIn({ Reservations = [] }: DescribeInstancesCommandOutput): Instance[] {
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

function byId(instance: Instance): [string, Instance] {
  return [instance.InstanceId ?? '', instance];
}
