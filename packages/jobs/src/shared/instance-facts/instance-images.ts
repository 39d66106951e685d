import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type AwsClients, factFrom } from '@fullstop/aws';
import type { Clock, ScanTarget } from '@fullstop/core';
import { type Kept, kept } from './kept.js';
import { nameOf } from './place.js';

/** What does not change about an instance. */
export interface KnownInstance {
  readonly exists: boolean;
  readonly imageId: string | undefined;
}

const TWO_HOURS_SECONDS = 7200;
const ABSENT = ['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'];

/** Looks up instances by id. Kept for two hours. */
export class InstanceImages {
  readonly #instances: Kept<KnownInstance>;

  constructor(
    private readonly clients: AwsClients,
    clock: Clock,
  ) {
    this.#instances = kept(clock, TWO_HOURS_SECONDS);
  }

  /** @throws {FactUnavailableError} */
  instance(target: ScanTarget, instanceId: string, signal: AbortSignal): Promise<KnownInstance> {
    return this.#instances.get(`${nameOf(target)} ${instanceId}`, () =>
      this.#ask(target, instanceId, signal),
    );
  }

  async #ask(target: ScanTarget, instanceId: string, abortSignal: AbortSignal): Promise<KnownInstance> {
    const client = this.clients.client(EC2Client, target.accountId, target.region);
    const command = new DescribeInstancesCommand({
      InstanceIds: [instanceId],
      IncludeManagedResources: true,
    });
    const fact = `instance ${instanceId} in ${nameOf(target)}`;
    const answer = await factFrom(fact, () => client.send(command, { abortSignal }), ABSENT);
    const instances = answer?.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? [];
    const instance = instances.find(({ InstanceId }) => InstanceId === instanceId);
    return { exists: instance !== undefined, imageId: instance?.ImageId };
  }
}
