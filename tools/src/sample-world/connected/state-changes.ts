import type { JsonObject } from '@fullstop/core';
import type { InstanceWorld } from '../../aws-server/index.js';
import { recordOf } from '../envelope.js';
import { deployer } from '../identities.js';
import { instanceId } from '../instances.js';
import type { Scene } from '../scene.js';
import { checkOf, type Episode, episodeOf } from './episode.js';
import type { ImageKind } from './images.js';
import { EC2, type KnownInstance, lifecycleRows, userDataChecks } from './instance-checks.js';
import type { UserDataKind } from './user-data.js';

const CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 };
type State = keyof typeof CODES;

/** A call that changes the state of instances. */
export interface StateChange {
  readonly name: 'StartInstances' | 'StopInstances' | 'TerminateInstances';
  readonly from: State;
  readonly to: State;
}

export const START: StateChange = { name: 'StartInstances', from: 'stopped', to: 'pending' };
export const STOP: StateChange = { name: 'StopInstances', from: 'running', to: 'stopping' };
export const STOP_AGAIN: StateChange = { name: 'StopInstances', from: 'stopped', to: 'stopped' };
export const TERMINATE: StateChange = { name: 'TerminateInstances', from: 'running', to: 'shutting-down' };

/** An instance that was launched long ago, as far as it matters. */
export interface OlderKind {
  readonly image: ImageKind;
  readonly userData: UserDataKind;
}

/** A change of state of instances of which nothing is stored, and which EC2 knows. */
export function changeOfOlder(scene: Scene, change: StateChange, kinds: readonly OlderKind[]): Episode {
  const instances = kinds.map((kind) => ({ ...kind, instanceId: instanceId(scene.random) }));
  const episode = changeOf(scene, change, instances);
  return { ...episode, instances: instances.map((instance) => worldOf(scene, instance)) };
}

/** A change of state of instances that are gone since, and whose launch is stored. */
export function changeOfGone(
  scene: Scene,
  change: StateChange,
  instances: readonly KnownInstance[],
): Episode {
  const episode = changeOf(scene, change, instances);
  // What is stored says all, so nobody is asked.
  return { ...episode, checks: episode.checks.map((check) => ({ ...check, needs: [] })) };
}

function changeOf(
  scene: Scene,
  { name, from, to }: StateChange,
  instances: readonly KnownInstance[],
): Episode {
  const ids = instances.map((instance) => ({ instanceId: instance.instanceId }));
  const items = ids.map((id) => ({
    ...id,
    currentState: { code: CODES[to], name: to },
    previousState: { code: CODES[from], name: from },
  }));
  const record = recordOf(scene, {
    service: 'ec2',
    name,
    caller: deployer(scene),
    request: { instancesSet: { items: ids } },
    response: { requestId: scene.random.uuid(), instancesSet: { items } },
  });
  const isChange = from !== to;
  return episodeOf(record, {
    checks: [
      checkOf(record, 'lifecycle', isChange ? EC2 : []),
      ...(name === 'StartInstances' ? userDataChecks(scene, record, instances) : []),
    ],
    lifecycle: isChange
      ? instances.flatMap((instance) => lifecycleRows(scene, record, eventTimeOf(record), instance))
      : [],
  });
}

function eventTimeOf(record: JsonObject): Date {
  return new Date(String(record.eventTime));
}

function worldOf(scene: Scene, { instanceId: id, image, userData }: KnownInstance): InstanceWorld {
  return {
    instanceId: id,
    region: scene.region,
    imageId: image.image.imageId,
    ...(image.known === 'by-instance' && { imageMetadata: image.image }),
    ...(userData.text !== undefined && { userData: userData.text }),
  };
}
