import { autoScaling, crossAccount, deployer, iamUser, service } from '../identities.js';
import type { Scene } from '../scene.js';
import type { Episode } from './episode.js';
import { FUNCTIONS } from './functions.js';
import { APPROVED, NOT_APPROVED } from './images.js';
import { type GroupsKind, type LaunchedKind, type LaunchOptions, launch } from './launches.js';
import { SUBNETS } from './networks.js';
import { ROLE_CHANGES } from './roles.js';
import { changeOfOlder, START, STOP, STOP_AGAIN, TERMINATE } from './state-changes.js';
import { USER_DATA } from './user-data.js';

/** Where an event can be: anywhere, in a region that is allowed, or where IAM writes. */
export type Where = 'anywhere' | 'allowed' | 'us-east-1';

/** A case of the connected world. */
export interface ConnectedCase {
  readonly where: Where;
  build(scene: Scene): Episode;
}

const GROUPS: readonly GroupsKind[] = ['web', 'second-interface', 'one-deleted', 'all-deleted', 'none'];
const CALLERS = [deployer, iamUser, autoScaling, crossAccount, () => service('ec2fleet.amazonaws.com')];

/** Every kind of image, user data, subnet and group at least once, mixed by their places in their lists. */
const LAUNCHED: readonly LaunchedKind[] = [
  ...USER_DATA.map((userData, index) => ({ userData, image: at(APPROVED, index) })),
  ...NOT_APPROVED.map((image, index) => ({ userData: at(USER_DATA, index + 14), image })),
].map((kind, index) => ({
  ...kind,
  subnet: at(SUBNETS, index),
  groups: at(GROUPS, index),
  ...(index % 3 === 0 && { keyName: `key-${index}` }),
  booted: index % 4 < 2,
}));

/** The launch to which the second wave comes back. */
export const RETURNED_TO: readonly LaunchedKind[] = [
  { userData: at(USER_DATA, 0), image: at(APPROVED, 0), subnet: at(SUBNETS, 0), groups: 'web' },
  { userData: at(USER_DATA, 2), image: at(APPROVED, 3), subnet: at(SUBNETS, 1), groups: 'none' },
];

const SINGLE_LAUNCHES = LAUNCHED.map((kind, index) =>
  aLaunch('anywhere', [kind], { caller: at(CALLERS, index) }),
);

const LARGER_LAUNCHES = [
  // Good, bad, and one whose application nobody knows.
  aLaunch('anywhere', [at(LAUNCHED, 0), at(LAUNCHED, USER_DATA.length), at(LAUNCHED, 11)]),
  aLaunch('anywhere', LAUNCHED.slice(14, 20), { caller: autoScaling }),
  aLaunch('allowed', [at(LAUNCHED, USER_DATA.length), { ...at(LAUNCHED, 15), keyName: 'from-a-template' }], {
    omitted: true,
  }),
];

const STATE_CHANGES = [
  ...USER_DATA.map((userData, index) => [START, [{ userData, image: at(APPROVED, index + 1) }]] as const),
  [START, [{ userData: at(USER_DATA, 14), image: at(NOT_APPROVED, 0) }]] as const,
  [STOP, [older(0), older(2)]] as const,
  [STOP_AGAIN, [older(0)]] as const,
  [TERMINATE, [older(1), older(3), older(8)]] as const,
].map(
  ([change, kinds]): ConnectedCase => ({
    where: 'anywhere',
    build: (scene) => changeOfOlder(scene, change, kinds),
  }),
);

/** Every case once. */
export const CASES: readonly ConnectedCase[] = [
  ...SINGLE_LAUNCHES,
  ...LARGER_LAUNCHES,
  ...STATE_CHANGES,
  ...FUNCTIONS.map((build) => ({ where: 'anywhere', build }) as const),
  ...ROLE_CHANGES.map((build) => ({ where: 'us-east-1', build }) as const),
];

function aLaunch(where: Where, kinds: readonly LaunchedKind[], options?: LaunchOptions): ConnectedCase {
  return { where, build: (scene) => launch(scene, kinds, options) };
}

function older(index: number) {
  return { userData: at(USER_DATA, index), image: at(APPROVED, index) };
}

/** An element of a list that begins anew at its end. */
function at<Element>(list: readonly Element[], index: number): Element {
  const element = list[index % list.length];
  if (element === undefined) throw new RangeError('an empty list has no elements');
  return element;
}
