import { DescribeInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { UserDataFacts } from '@fullstop/aws/user-data';
import { readUserData } from '@fullstop/aws/user-data';
import type { Clock } from '@fullstop/core';
import { FactCache } from './fact-cache.js';
import { known } from './known.js';
import { ec2At, nameOf, type Place } from './place.js';

/** User data of instances. Only what was read from them is kept, never the text. */
export class UserData {
  readonly #clients: AwsClients;
  readonly #facts: FactCache<UserDataFacts>;

  constructor(clients: AwsClients, clock: Clock, seconds: number) {
    this.#clients = clients;
    this.#facts = new FactCache({ seconds, clock, saysNone: ({ kind }) => kind === 'none' });
  }

  /**
   * The user data of an instance at the time of an event: they can be changed while it is stopped.
   * @throws {FactUnavailableError} also when the instance is gone.
   */
  async find(place: Place, instanceId: string, eventId: string): Promise<UserDataFacts> {
    const facts = await this.#facts.get({
      place: `${nameOf(place)} ${eventId}`,
      id: instanceId,
      load: async () => new Map([[instanceId, await this.#read(place, instanceId)]]),
    });
    return facts ?? { kind: 'none', reason: 'empty' };
  }

  async #read(place: Place, instanceId: string): Promise<UserDataFacts> {
    const command = new DescribeInstanceAttributeCommand({ InstanceId: instanceId, Attribute: 'userData' });
    const answer = await known(`user data of ${instanceId} in ${nameOf(place)}`, () =>
      ec2At(this.#clients, place).send(command),
    );
    return readUserData(answer.UserData?.Value);
  }
}
