import type { AccountWorld, AwsWorld } from '../../aws-server/index.js';
import { BLOG, DENIED, IMAGES, MANAGEMENT, SHOP, SLOW, SUSPENDED, THROTTLED } from './accounts.js';
import { SECURITY_GROUPS } from './networks.js';
import { shop, TAUPAGE_IMAGES } from './shop.js';

/** How the world stands. */
export interface JobsWorldOptions {
  /** When AWS made the credential reports. */
  readonly reportsOf: Date;
  /** Whether some of what is wrong is in order: a thing for each job in the shop, all in the accounts with trouble. */
  readonly isMended?: boolean;
}

/** Names of applications in the registry, and whether they are public. */
export const REGISTERED: Readonly<Record<string, boolean>> = { 'shop-front': true, shop: false };

/** Status that an endpoint of the internet answers, by scheme and host; the others ask for credentials (401). */
export const STATUSES: Readonly<Record<string, number>> = {
  'http://8.8.8.2': 200,
  'https://8.8.8.2': 404,
  'http://8.8.8.3': 200,
  'https://8.8.9.1': 200,
  'http://store.elb.example': 503,
  'https://store.elb.example': 200,
};

/** Accounts of an organization in which all that the jobs look for is there, beside what looks much like it. */
export function organizationWorld({ reportsOf, isMended = false }: JobsWorldOptions): AwsWorld {
  const generatedTime = reportsOf.toISOString();
  const members = [SHOP, BLOG, SUSPENDED, DENIED, THROTTLED, SLOW];
  const troubled = troubledAccount(isMended, generatedTime);
  return {
    accounts: {
      [MANAGEMENT]: {
        pageSize: 4,
        organization: members.map((id) => ({ id, state: id === SUSPENDED ? 'SUSPENDED' : 'ACTIVE' })),
      },
      [SHOP]: shop(isMended, generatedTime),
      [BLOG]: blog(generatedTime),
      [IMAGES]: { pageSize: 1, images: TAUPAGE_IMAGES },
      [DENIED]: troubled,
      [THROTTLED]: troubled,
      [SLOW]: troubled,
    },
  };
}

function blog(generatedTime: string): AccountWorld {
  return {
    regions: ['eu-west-1'],
    securityGroups: SECURITY_GROUPS,
    databases: [{ identifier: 'posts', address: 'posts.rds.example', port: 5432, publiclyAccessible: true }],
    users: [{ userName: 'editor', passwordEnabled: true }],
    rootUser: { passwordEnabled: 'TRUE', mfaActive: false },
    credentialReport: { generatedTime },
  };
}

function troubledAccount(isMended: boolean, generatedTime: string): AccountWorld {
  return {
    regions: ['eu-west-1'],
    databases: [
      { identifier: 'data', address: 'data.rds.example', port: 5432, publiclyAccessible: !isMended },
    ],
    users: [{ userName: 'clerk', passwordEnabled: !isMended }],
    credentialReport: { generatedTime },
  };
}
