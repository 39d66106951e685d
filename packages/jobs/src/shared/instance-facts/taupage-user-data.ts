import { DescribeInstanceAttributeCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type AwsClients, classifyAwsError, findAwsErrorCode } from '@fullstop/aws';
import { readUserData, type TaupageFacts, type UserDataFacts } from '@fullstop/aws/user-data';
import type { Clock, Logger, ScanTarget } from '@fullstop/core';
import { type Kept, kept } from './kept.js';
import { nameOf } from './place.js';

const HOUR_SECONDS = 3600;
const LATER_MAY_WORK = new Set(['throttled', 'unavailable']);

/** What the user data of instances say about the applications on them. Kept for an hour. */
export class TaupageUserData {
  readonly #facts: Kept<UserDataFacts>;

  constructor(
    private readonly clients: AwsClients,
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#facts = kept(clock, HOUR_SECONDS);
  }

  /**
   * What the user data say; `undefined` when they say nothing, and when AWS refuses to tell, which is logged.
   * @throws what AWS answered, when it may work later.
   */
  async find(target: ScanTarget, instanceId: string, signal: AbortSignal): Promise<TaupageFacts | undefined> {
    const key = `${nameOf(target)} ${instanceId}`;
    const facts = await this.#facts.get(key, () => this.#read(target, instanceId, signal));
    return facts.kind === 'taupage' ? facts : undefined;
  }

  async #read(target: ScanTarget, instanceId: string, signal: AbortSignal): Promise<UserDataFacts> {
    try {
      return readUserData(await this.#ask(target, instanceId, signal));
    } catch (error) {
      if (signal.aborted || LATER_MAY_WORK.has(classifyAwsError(error))) throw error;
      this.logger.warn(
        {
          account_id: target.accountId,
          region: target.region,
          instance_id: instanceId,
          error_code: findAwsErrorCode(error),
        },
        `The user data of ${instanceId} cannot be read; its findings name no application`,
      );
      return { kind: 'none', reason: 'empty' };
    }
  }

  async #ask(target: ScanTarget, instanceId: string, abortSignal: AbortSignal): Promise<string | undefined> {
    const client = this.clients.client(EC2Client, target.accountId, target.region);
    const command = new DescribeInstanceAttributeCommand({ InstanceId: instanceId, Attribute: 'userData' });
    return (await client.send(command, { abortSignal })).UserData?.Value;
  }
}
