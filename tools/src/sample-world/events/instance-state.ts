import type { JsonObject } from '@fullstop/core';
import { recordOf } from '../envelope.js';
import { autoScaling, deployer, iamUser } from '../identities.js';
import { instanceId } from '../instances.js';
import { type EventBuilder, type Happening, NOTHING, type Scene } from '../scene.js';

const STATES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;
type State = keyof typeof STATES;

/** Start, stop and terminate calls; their items have only ids and states. The shipped plugins report nothing about them. */
export const INSTANCE_STATES: readonly EventBuilder[] = [
  change('StartInstances', 'stopped', 'pending'),
  change('StopInstances', 'running', 'stopping', 2),
  change('StopInstances', 'stopped', 'stopped'),
  change('TerminateInstances', 'running', 'shutting-down', 3),
  change('TerminateInstances', 'terminated', 'terminated'),
  {
    title: 'TerminateInstances of an unknown instance',
    build: (scene) => {
      const id = instanceId(scene.random);
      const error = {
        code: 'Client.InvalidInstanceID.NotFound',
        message: `The instance ID '${id}' does not exist`,
      };
      return { record: stateCall(scene, 'TerminateInstances', [id], { error }), expected: NOTHING };
    },
  },
];

function change(name: string, from: State, to: State, count = 1): EventBuilder {
  const build = (scene: Scene): Happening => {
    const ids = Array.from({ length: count }, () => instanceId(scene.random));
    const items = ids.map((id) => ({
      instanceId: id,
      currentState: stateOf(to),
      previousState: stateOf(from),
    }));
    const response = { requestId: scene.random.uuid(), instancesSet: { items } };
    return { record: stateCall(scene, name, ids, { response }), expected: NOTHING };
  };
  return { title: `${name} from ${from} to ${to}`, build };
}

function stateCall(
  scene: Scene,
  name: string,
  ids: readonly string[],
  outcome: { response?: JsonObject; error?: { code: string; message: string } },
): JsonObject {
  const caller = scene.random.pick([deployer, iamUser, autoScaling])(scene);
  const request = { instancesSet: { items: ids.map((id) => ({ instanceId: id })) } };
  return recordOf(scene, { service: 'ec2', name, caller, request, ...outcome });
}

function stateOf(state: State): JsonObject {
  return { code: STATES[state], name: state };
}
