import type { JsonObject } from '@fullstop/core';
import type { Scene } from '../scene.js';
import { checkOf, type Deployed, violationIn } from './episode.js';
import type { CheckedFinding, ConnectedCheck, ExpectedLifecycle, Outside } from './expected.js';
import { type ImageKind, imageDetails } from './images.js';
import type { UserDataKind, UserDataReader } from './user-data.js';

/** What decides about an instance, whichever event it is in. */
export interface KnownInstance {
  readonly instanceId: string;
  readonly image: ImageKind;
  readonly userData: UserDataKind;
}

/** What it takes to ask EC2 in another account. */
export const EC2: readonly Outside[] = ['sts', 'ec2'];

const PLUGINS: readonly UserDataReader[] = [
  'application-registry',
  'docker-registry',
  'scm-repository',
  'snapshot-source',
  'taupage-yaml',
];

/** What runs on an instance: nobody reads the user data of one whose image is not approved. */
export function deployedOn({ image, userData }: KnownInstance): Deployed {
  return image.reason === undefined ? userData : {};
}

/** The checks of the plugins that read user data; they look at launches and starts. */
export function userDataChecks(
  scene: Scene,
  record: JsonObject,
  instances: readonly KnownInstance[],
): ConnectedCheck[] {
  const read = instances.filter(({ image }) => image.reason === undefined);
  const findingsOf = (plugin: UserDataReader) =>
    read.flatMap(({ instanceId, userData }) => {
      const asked = asksOf(userData, plugin);
      return userData.findings
        .filter((finding) => finding.plugin === plugin)
        .map(({ type, metaInfo, needs = asked }): CheckedFinding => {
          const found = { type, metaInfo, instanceId, ...deployed(userData) };
          return { violation: violationIn(scene, record, found), needs: [...EC2, ...needs] };
        });
    });
  const check = (plugin: UserDataReader) => {
    const asked = read.flatMap(({ userData }) => asksOf(userData, plugin));
    return checkOf(record, plugin, [...EC2, ...asked], findingsOf(plugin));
  };
  return PLUGINS.map(check);
}

function asksOf({ asks }: UserDataKind, plugin: UserDataReader): readonly Outside[] {
  return asks[plugin] ?? [];
}

/** The row about an instance in an event; none when its user data do not say what runs. */
export function lifecycleRows(
  scene: Scene,
  record: JsonObject,
  eventDate: Date,
  instance: KnownInstance,
): ExpectedLifecycle[] {
  const { application, version } = deployedOn(instance);
  if (application === undefined || version === undefined) return [];
  const { ami_id, ami_name } = imageDetails(instance.image);
  return [
    {
      account_id: scene.accountId,
      region: scene.region,
      event_id: String(record.eventID),
      instance_id: instance.instanceId,
      event_type: String(record.eventName),
      event_date: eventDate.toISOString(),
      image_id: ami_id,
      image_name: ami_name,
      application,
      version,
    },
  ];
}

/** Only the names: user data know more. */
function deployed({ application, version }: Deployed): Deployed {
  return { ...(application !== undefined && { application }), ...(version !== undefined && { version }) };
}
