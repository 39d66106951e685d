import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  BUCKETS,
  type Bucket,
  type Buckets,
  FactUnavailableError,
  INSTANCE_HISTORY,
  type InstanceHistory,
  type InstanceItem,
  launchedInstancesOf,
  type Provided,
  valueAt,
} from '@fullstop/core';
import { APPROVED_IMAGES, INSTANCES, type Instance, type InstanceDirectory } from '@fullstop/ec2';
import type { Config } from '../config/config.schema.js';
import { approvedImagesOf } from './approved-images.js';

const WHY = 'this process asks nobody; run the service with AWS in reach (FULLSTOP_AWS_ENABLED)';

/** What plugins get in a process that asks nobody, such as `fullstop scan`: checks that need more stay pending. */
export function offlineServices(history: InstanceHistory): LentServices {
  return { clients: NO_CLIENTS, buckets: NO_BUCKETS, instances: OFFLINE_INSTANCES, history };
}

/** What is lent to plugins. */
export interface LentServices {
  readonly clients: AwsClients;
  readonly buckets: Buckets;
  readonly instances: InstanceDirectory;
  readonly history: InstanceHistory;
}

/** Services under the tokens by which plugins ask for them. */
export function lentServices(config: Config, services: LentServices): readonly Provided[] {
  const { clients, buckets, instances, history } = services;
  const approvedImages = approvedImagesOf(config);
  return [
    { token: AWS_CLIENTS, value: clients },
    { token: BUCKETS, value: buckets },
    { token: INSTANCES, value: instances },
    { token: INSTANCE_HISTORY, value: history },
    // Plugins that need to know which images are approved are not active while nobody said it.
    ...(approvedImages ? [{ token: APPROVED_IMAGES, value: approvedImages }] : []),
  ];
}

const NO_CLIENTS: AwsClients = {
  client: (type, accountId, region) => unavailable(`${type.name} of ${accountId} in ${region}`),
};

const NO_BUCKETS: Buckets = {
  bucket: (name): Bucket => {
    const refuse = async () => unavailable(`bucket ${name}`);
    return { folders: refuse, keys: refuse, read: refuse, write: refuse };
  },
};

/** Knows of instances what the event says, and nothing else. */
const OFFLINE_INSTANCES: InstanceDirectory = {
  of: async (event) =>
    launchedInstancesOf(event).map((item) => offlineInstance(item, event.accountId, event.awsRegion)),
};

function offlineInstance(item: InstanceItem, accountId: string, region: string): Instance {
  const { instanceId, imageId } = item;
  const fact = (name: string) => async () => unavailable(`${name} of ${instanceId}`);
  return {
    instanceId,
    accountId,
    region,
    item,
    isServiceManaged: valueAt(item.item, 'operator', 'managed') === true,
    imageId: async () => imageId ?? unavailable(`image id of ${instanceId}`),
    image: fact('image'),
    imageVerdict: fact('kind of image'),
    isTaupage: fact('kind of image'),
    userData: fact('user data'),
    applicationId: fact('application id'),
    applicationVersion: fact('application version'),
    source: fact('source'),
    runtime: fact('runtime'),
    application: fact('application'),
    imageTag: fact('image tag'),
    scmSource: fact('scm source'),
    subnet: fact('subnet'),
    securityGroups: fact('security groups'),
  };
}

function unavailable(fact: string): never {
  throw new FactUnavailableError(fact, WHY);
}
