import { type JsonObject, textAt } from '@fullstop/core';
import type { AccountWorld, AwsWorld } from '../../aws-server/index.js';
import { ACCOUNTS, type Place } from '../geography.js';
import { logFileKey } from '../log-file-key.js';
import { pack } from '../pack.js';
import { quietRecord } from '../quiet/index.js';
import { Random } from '../random.js';
import type { Scene } from '../scene.js';
import { CASES, RETURNED_TO, type Where } from './cases.js';
import { type Episode, eventIdOf, reachesPlugins } from './episode.js';
import type { Expected } from './expected.js';
import { TRUSTED_BUCKET } from './functions.js';
import { LISTED_IMAGES, TAUPAGE_OWNER, TAUPAGE_PREFIX } from './images.js';
import { type Launch, launch } from './launches.js';
import { LISTED_SUBNETS, ROUTE_TABLES } from './networks.js';
import { ADMIN_ROLES, ROLES, TEMPLATE_FOLDER, TEMPLATES } from './roles.js';
import { changedWebGroup, WEB_GROUP_CHANGES } from './security-groups.js';
import { changeOfGone, TERMINATE } from './state-changes.js';

/** Bucket in which security groups are archived. */
export const DATA_BUCKET = 'instance-data';
/** Bucket with the templates of protected roles. */
export const TEMPLATE_BUCKET = 'role-templates';

/** Settings of the service for this world, as environment variables; addresses of servers are not among them. */
export const CONNECTED_ENVIRONMENT: Readonly<Record<string, string>> = {
  FULLSTOP_TAUPAGE_OWNERS: TAUPAGE_OWNER,
  FULLSTOP_TAUPAGE_NAME_PREFIX: TAUPAGE_PREFIX,
  FULLSTOP_PLUGINS_SCM_HOSTS: JSON.stringify({ 'github.com': '^(?:acme|acme-labs)$' }),
  FULLSTOP_LAMBDA_S3_BUCKETS: TRUSTED_BUCKET,
  INSTANCE_LOGS_S3_BUCKET: DATA_BUCKET,
  FULLSTOP_UNAPPROVED_SERVICES_AND_ROLE_BUCKET_NAME: TEMPLATE_BUCKET,
  FULLSTOP_UNAPPROVED_SERVICES_AND_ROLE_PREFIX: TEMPLATE_FOLDER,
  FULLSTOP_UNAPPROVED_ADMIN_ROLES: ADMIN_ROLES,
  FULLSTOP_PLUGINS_SUBNET_ENABLED: 'true',
  FULLSTOP_PLUGINS_HELLO_EVENT_ENABLED: 'true',
};

/** A log file as it lies in the bucket of the trail. */
export interface ConnectedLog {
  readonly key: string;
  /** Gzip. */
  readonly body: Buffer;
}

/** Log files, what AWS knows when they are read, and what must come of them. */
export interface Wave extends Expected {
  readonly logs: readonly ConnectedLog[];
  readonly aws: AwsWorld;
  /** The records that a plugin may have to look at, failed and dry calls included, in the order of the files. */
  readonly records: readonly JsonObject[];
  /** Ids of the events that every plugin for all events must see. */
  readonly dispatched: readonly string[];
}

/** A world in which plugins have to ask, and everybody can answer. */
export interface ConnectedWorld {
  readonly first: Wave;
  /** Later: some instances are gone, and the rules of a security group have changed. Its logs come when the first ones are done. */
  readonly second: Wave;
  /** Objects that lie in buckets from the beginning: bucket, key, text. */
  readonly buckets: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const START_MS = Date.parse('2026-03-02T09:15:00Z');
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'mx-central-1'];
const QUIET_PER_EVENT = 3;

/** Makes the world; the same seed gives the same one. */
export function connectedWorld(seed = 1): ConnectedWorld {
  const random = new Random(seed);
  const places = ACCOUNTS.flatMap((accountId) => REGIONS.map((region) => ({ accountId, region })));
  let events = 0;
  const sceneIn = (place: Place): Scene => ({ ...place, random, time: new Date(START_MS + 1000 * events++) });

  const dealer = new Dealer(places, random);
  const episodes = random.shuffled(CASES).map(({ where, build }) => at(sceneIn(dealer.next(where)), build));
  const home = dealer.next('allowed');
  const returnedTo = launch(sceneIn(home), RETURNED_TO);
  const first = [...episodes, { place: home, episode: returnedTo }];

  const laterScene = sceneIn(home);
  const later = [
    { place: home, episode: changeOfGone(laterScene, TERMINATE, returnedTo.launched) },
    { place: home, episode: launchInChangedGroup(sceneIn(home), returnedTo) },
  ];
  const gone = new Set(returnedTo.launched.map(({ instanceId }) => instanceId));
  return {
    first: waveOf(first, random, awsWorldOf(first)),
    second: waveOf(later, random, awsWorldOf([...first, ...later], gone)),
    buckets: {
      [DATA_BUCKET]: Object.assign({}, ...[...first, ...later].map(({ episode }) => episode.objects)),
      [TEMPLATE_BUCKET]: TEMPLATES,
    },
  };
}

interface Placed {
  readonly place: Place;
  readonly episode: Episode;
}

function at(scene: Scene, build: (scene: Scene) => Episode): Placed {
  return { place: { accountId: scene.accountId, region: scene.region }, episode: build(scene) };
}

/** The next place where a case can be, each before any comes again. */
class Dealer {
  readonly #places: readonly Place[];
  readonly #random: Random;
  readonly #decks = new Map<Where, Place[]>();

  constructor(places: readonly Place[], random: Random) {
    this.#places = places;
    this.#random = random;
  }

  next(where: Where): Place {
    const place = this.#decks.get(where)?.pop();
    if (place) return place;
    this.#decks.set(where, this.#random.shuffled(this.#places.filter(({ region }) => fits(where, region))));
    return this.next(where);
  }
}

function fits(where: Where, region: string): boolean {
  if (where === 'allowed') return region.startsWith('eu-');
  return where === 'anywhere' || region === where;
}

function launchInChangedGroup(scene: Scene, before: Launch): Launch {
  const [kind] = RETURNED_TO;
  const group = before.launched[0]?.known[0]?.world;
  if (!kind || !group?.vpcId) throw new Error('the launch to return to has no security group');
  const { accountId, region } = scene;
  const pair = changedWebGroup({ groupId: group.groupId, vpcId: group.vpcId, accountId, region });
  return launch(scene, [kind], { changedGroup: { pair, change: WEB_GROUP_CHANGES } });
}

/** What AWS knows; of a group that comes twice, the later state. */
function awsWorldOf(placed: readonly Placed[], gone: ReadonlySet<string> = new Set()): AwsWorld {
  const accounts = ACCOUNTS.map((accountId): [string, AccountWorld] => {
    const own = placed.filter(({ place }) => place.accountId === accountId).map(({ episode }) => episode);
    const groups = own.flatMap(({ securityGroups }) => securityGroups);
    return [
      accountId,
      {
        images: LISTED_IMAGES,
        subnets: LISTED_SUBNETS,
        routeTables: ROUTE_TABLES,
        roles: ROLES,
        instances: own
          .flatMap(({ instances }) => instances)
          .filter(({ instanceId }) => !gone.has(instanceId)),
        securityGroups: [...new Map(groups.map((group) => [group.groupId, group])).values()],
      },
    ];
  });
  return { accounts: Object.fromEntries(accounts) };
}

function waveOf(placed: readonly Placed[], random: Random, aws: AwsWorld): Wave {
  const episodes = placed.map(({ episode }) => episode);
  const records = episodes.map(({ record }) => record);
  return {
    logs: logsOf(placed, random),
    aws,
    records,
    dispatched: records.filter(reachesPlugins).map(eventIdOf),
    checks: episodes.flatMap(({ checks, record }) => (reachesPlugins(record) ? checks : [])),
    lifecycle: episodes.flatMap(({ lifecycle }) => lifecycle),
    archives: episodes.flatMap(({ archives }) => archives),
  };
}

/** A file for each place, in which nobody cares for most records. */
function logsOf(placed: readonly Placed[], random: Random): ConnectedLog[] {
  const byPlace = new Map<string, Placed[]>();
  for (const each of placed) {
    const name = `${each.place.accountId} ${each.place.region}`;
    byPlace.set(name, [...(byPlace.get(name) ?? []), each]);
  }
  return [...byPlace.values()].flatMap((those) => {
    const place = those[0]?.place;
    if (!place) return [];
    const lines = those.flatMap(({ episode: { record } }) => {
      const time = new Date(textAt(record, 'eventTime') ?? START_MS);
      const quiet = Array.from({ length: QUIET_PER_EVENT }, () =>
        quietRecord({ ...place, time, random }, 0.1),
      );
      return [...quiet, record];
    });
    const key = logFileKey(place, new Date(START_MS + 300_000), random.alphanumeric(16));
    return [{ key, body: pack(JSON.stringify({ Records: lines })) }];
  });
}
