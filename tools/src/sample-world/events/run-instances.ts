import type { JsonObject } from '@fullstop/core';
import { recordOf } from '../envelope.js';
import { autoScaling, type Caller, crossAccount, deployer, iamUser, root, service } from '../identities.js';
import { findingsOfLaunch, IMAGES, type Launch, launchedItem, reservation } from '../instances.js';
import { type EventBuilder, type Happening, NOTHING, type Scene } from '../scene.js';

type CallerOf = (scene: Scene) => Caller;

/** `RunInstances` in the shapes that decide what the EC2 plugins report. */
export const RUN_INSTANCES: readonly EventBuilder[] = [
  launch('RunInstances without a key pair', deployer, [{}]),
  launch('RunInstances with a key pair', iamUser, [{ keyName: 'ops-key' }]),
  launch('RunInstances by Auto Scaling, three instances', autoScaling, [asg(), asg(), asg()], fromTemplate),
  launch(
    'RunInstances, the key pair only in the launch template',
    deployer,
    [{ keyName: 'ops-key' }, { keyName: 'ops-key' }],
    fromTemplate,
  ),
  launch('RunInstances, one instance of two with a key pair', deployer, [{}, { keyName: '  k1 ' }]),
  launch('RunInstances with a blank key name', deployer, [{ keyName: ' ' }]),
  launch('RunInstances from another account', crossAccount, [{ keyName: 'vendor' }]),
  launch('RunInstances by an AWS service', () => service('ec2fleet.amazonaws.com'), [{}], fromTemplate),
  launch('RunInstances, managed by a service', deployer, [{ managedBy: 'eks.amazonaws.com' }]),
  launch('RunInstances of a fleet', autoScaling, Array<Launch>(24).fill(asg()), fromTemplate),
  launch('RunInstances with difficult texts', deployer, [
    {
      keyName: 'schlüssel "A" {1}',
      tags: {
        Name: 'Größe – 東京 🚀',
        'path\\': 'C:\\Temp\\',
        note: '{"Records":[{"eventSource":"ec2.amazonaws.com","eventName":"TerminateInstances"}]}',
      },
    },
  ]),
  {
    title: 'RunInstances in an old record',
    build: (scene) => {
      const happening = launch('', root, [{ keyName: 'kmeier' }]).build(scene);
      return { ...happening, record: asVersion102(happening.record) };
    },
  },
  refused(
    'RunInstances, not authorized',
    'Client.UnauthorizedOperation',
    'You are not authorized to perform this operation.',
  ),
  refused(
    'RunInstances, capacity limit',
    'Client.VcpuLimitExceeded',
    'You have requested more vCPU capacity than your limit allows.',
  ),
  refused(
    'RunInstances, dry run',
    'Client.DryRunOperation',
    'Request would have succeeded, but DryRun flag is set.',
  ),
];

function launch(
  title: string,
  callerOf: CallerOf,
  launches: readonly Launch[],
  requestOf: typeof fromScratch = fromScratch,
): EventBuilder {
  const build = (scene: Scene): Happening => {
    const items = launches.map((each, index) => launchedItem(scene, index, each));
    const record = recordOf(scene, {
      service: 'ec2',
      name: 'RunInstances',
      caller: callerOf(scene),
      request: requestOf(scene, launches),
      response: reservation(scene, items),
    });
    return { record, expected: findingsOfLaunch(scene, items) };
  };
  return { title, build };
}

function refused(title: string, code: string, message: string): EventBuilder {
  const build = (scene: Scene): Happening => {
    const record = recordOf(scene, {
      service: 'ec2',
      name: 'RunInstances',
      caller: deployer(scene),
      request: { ...fromScratch(scene, [{ keyName: 'ops-key' }]), dryRun: code.endsWith('DryRunOperation') },
      error: { code, message },
    });
    return { record, expected: NOTHING };
  };
  return { title, build };
}

function asg(): Launch {
  return {
    tags: {
      'aws:autoscaling:groupName': 'shop-blue',
      'aws:ec2launchtemplate:id': 'lt-0123456789abcdef0',
      'aws:ec2launchtemplate:version': '7',
    },
  };
}

function fromScratch(scene: Scene, launches: readonly Launch[]): JsonObject {
  const { random } = scene;
  const keyName = launches[0]?.keyName;
  const amount = { minCount: launches.length, maxCount: launches.length };
  return {
    instancesSet: {
      items: [{ imageId: random.pick(IMAGES), ...(keyName !== undefined && { keyName }), ...amount }],
    },
    instanceType: 'm7g.large',
    userData: '<sensitiveDataRemoved>',
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    disableApiTermination: false,
    disableApiStop: false,
    clientToken: random.uuid(),
  };
}

// Image and key pair of a template are in the response only.
function fromTemplate(scene: Scene, launches: readonly Launch[]): JsonObject {
  return {
    instancesSet: { items: [{ minCount: launches.length, maxCount: launches.length }] },
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    disableApiTermination: false,
    clientToken: scene.random.uuid(),
    launchTemplate: { launchTemplateId: 'lt-0123456789abcdef0', version: '7' },
  };
}

// Records of 2015 know neither categories nor TLS, and not always a recipient: the account is the caller's then.
function asVersion102(record: JsonObject): JsonObject {
  const { readOnly, managementEvent, eventCategory, recipientAccountId, tlsDetails, ...old } = record;
  return { ...old, eventVersion: '1.02' };
}
