import { type AwsClient, type AwsClientClass, type AwsClients, classifyAwsError } from '@fullstop/aws';
import type { Bucket, Buckets, InstanceHistory } from '@fullstop/core';
import type { Instance, InstanceDirectory } from '@fullstop/ec2';
import type { LentServices } from '../plugins/offline-services.js';
import type { FactRecorder } from './fact-recorder.js';

/** The same services, with everything recorded that is asked of them. What would be written is recorded instead. */
export function recordedServices(services: LentServices, recorder: FactRecorder): LentServices {
  return {
    clients: recordedClients(services.clients, recorder),
    buckets: recordedBuckets(services.buckets, recorder),
    instances: recordedInstances(services.instances, recorder),
    history: recordedHistory(services.history, recorder),
  };
}

function recordedInstances(directory: InstanceDirectory, recorder: FactRecorder): InstanceDirectory {
  return {
    async of(event, signal) {
      const instances = await recorder.ask(
        'instances of the event',
        () => directory.of(event, signal),
        (found) => found.map(({ instanceId }) => instanceId),
      );
      return instances.map((instance) => recordedInstance(instance, recorder));
    },
  };
}

function recordedInstance(instance: Instance, recorder: FactRecorder): Instance {
  const { instanceId, accountId, region, item, isServiceManaged } = instance;
  const fact =
    <T>(name: string, ask: () => Promise<T>) =>
    () =>
      recorder.ask(`${name} of ${instanceId}`, ask);
  return {
    instanceId,
    accountId,
    region,
    item,
    isServiceManaged,
    imageId: fact('image id', () => instance.imageId()),
    image: fact('image', () => instance.image()),
    imageVerdict: fact('verdict on the image', () => instance.imageVerdict()),
    isTaupage: fact('whether the image is approved', () => instance.isTaupage()),
    userData: fact('user data', () => instance.userData()),
    applicationId: fact('application id', () => instance.applicationId()),
    applicationVersion: fact('application version', () => instance.applicationVersion()),
    source: fact('source', () => instance.source()),
    runtime: fact('runtime', () => instance.runtime()),
    application: fact('application in Kio', () => instance.application()),
    imageTag: fact('image tag in Pier One', () => instance.imageTag()),
    scmSource: fact('scm source in Pier One', () => instance.scmSource()),
    subnet: fact('subnet', () => instance.subnet()),
    securityGroups: fact('security groups', () => instance.securityGroups()),
  };
}

function recordedHistory(history: InstanceHistory, recorder: FactRecorder): InstanceHistory {
  return {
    newest: (accountId, region, instanceId) =>
      recorder.ask(`newest stored row about ${instanceId}`, () =>
        history.newest(accountId, region, instanceId),
      ),
  };
}

function recordedBuckets(buckets: Buckets, recorder: FactRecorder): Buckets {
  return { bucket: (name) => recordedBucket(name, buckets.bucket(name), recorder) };
}

function recordedBucket(name: string, bucket: Bucket, recorder: FactRecorder): Bucket {
  return {
    folders: (prefix) => recorder.ask(`folders below s3://${name}/${prefix}`, () => bucket.folders(prefix)),
    keys: (prefix) => recorder.ask(`keys that start with s3://${name}/${prefix}`, () => bucket.keys(prefix)),
    read: (key) => recorder.ask(`text of s3://${name}/${key}`, () => bucket.read(key)),
    write: async (key, content, contentType) => {
      const text = typeof content === 'string' ? content : `<${content.byteLength} bytes>`;
      recorder.wrote({ bucket: name, key, content_type: contentType, text });
    },
  };
}

function recordedClients(clients: AwsClients, recorder: FactRecorder): AwsClients {
  return {
    client<Client extends AwsClient>(
      type: AwsClientClass<Client>,
      accountId: string,
      region: string,
    ): Client {
      const place = `${type.name} in ${accountId}/${region}`;
      try {
        return recordedClient(clients.client(type, accountId, region), place, recorder);
      } catch (error) {
        recorder.failed(place, error);
        throw error;
      }
    },
  };
}

function recordedClient<Client extends AwsClient>(
  client: Client,
  place: string,
  recorder: FactRecorder,
): Client {
  const send = client.send.bind(client) as (command: object, options?: object) => Promise<unknown>;
  // A client of its own for paginators and waiters, which look at its class; the shared one stays as it is.
  return Object.create(client, {
    send: {
      value: async (command: { readonly input: unknown }, options?: object) => {
        const name = command.constructor.name.replace(/Command$/, '');
        const fact = `${name} ${JSON.stringify(command.input)} of ${place}`;
        try {
          return await recorder.ask(fact, () => send(command, options));
        } catch (error) {
          if (classifyAwsError(error) === 'not-found') recorder.absent(fact);
          throw error;
        }
      },
    },
  });
}
