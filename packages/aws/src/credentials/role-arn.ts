import { InvalidAccountIdError } from '../errors/aws-errors.js';

/** What a role ARN is made of. */
export interface RoleOfAccount {
  /** Twelve digits. */
  readonly accountId: string;
  readonly roleName: string;
  /** Path of the role, with or without slashes at its ends. Default `/`. */
  readonly rolePath?: string;
  /** Any region of the partition; without one the partition is `aws`. */
  readonly region?: string;
}

// By prefix and not by a list of regions, so that new regions need no update. The longer prefix stands first.
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
];

/** The partition a region belongs to, such as `aws-us-gov`; `aws` for every prefix that is not known. */
export function partitionOf(region: string | undefined): string {
  return PARTITIONS.find(([prefix]) => region?.startsWith(prefix))?.[1] ?? 'aws';
}

/**
 * ARN of a role, such as `arn:aws:iam::111122223333:role/fullstop`.
 * @throws {InvalidAccountIdError} when the account id is not twelve digits.
 */
export function roleArnOf({ accountId, roleName, rolePath = '/', region }: RoleOfAccount): string {
  if (!/^\d{12}$/.test(accountId)) throw new InvalidAccountIdError(accountId);
  const name = [...rolePath.split('/'), roleName].filter((part) => part !== '').join('/');
  return `arn:${partitionOf(region)}:iam::${accountId}:role/${name}`;
}
