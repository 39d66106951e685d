import { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';

/** Where an instance is. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A place in messages and as part of keys. */
export function nameOf({ accountId, region }: Place): string {
  return `${accountId}/${region}`;
}

/** Ids in messages: the first ones, and how many more. */
export function namesOf(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).join(', ');
  return ids.length > 3 ? `${shown} and ${ids.length - 3} more` : shown;
}

/**
 * The EC2 client of a place.
 * @throws {InvalidAccountIdError} when the account id is not twelve digits.
 */
export function ec2At(clients: AwsClients, { accountId, region }: Place): EC2Client {
  return clients.client(EC2Client, accountId, region);
}
