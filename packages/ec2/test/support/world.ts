import type { AwsClients } from '@fullstop/aws';
import { ClientProvider, type ClientProviderOptions } from '@fullstop/aws/clients';
import type { CloudTrailEvent } from '@fullstop/core';
import { type Instance } from '@fullstop/ec2';
import { AwsInstanceDirectory, type InstanceDirectoryOptions, type InstancePorts } from '@fullstop/ec2/aws';
import { ACCOUNT_ID, anEvent, FixedClock, launched, type RecordOverrides } from '@fullstop/testing';
import { AwsServer, type AwsWorld, type InstanceWorld } from '@fullstop/tools/aws-server';
import { afterEach, beforeEach } from '@jest/globals';

export const TAUPAGE_OWNER = '444455556666';
export const GOOD = { imageId: 'ami-0good', name: 'Taupage-AMI-20260201', ownerId: TAUPAGE_OWNER };
export const BAD = { imageId: 'ami-0bad', name: 'al2023-ami-2023.9', ownerId: '137112412989' };
export const UD_OK = [
  '#taupage-ami-config',
  'application_id: shop',
  'application_version: 1.10',
  'runtime: Docker',
  'source: pierone.acme.test/platform/shop:1.4.2',
].join('\n');

/** What a test of this package acts in: AWS on loopback, a clock of the directory's own, and directories with real clients. */
export interface World {
  readonly server: AwsServer;
  readonly clock: FixedClock;
  directory(ports?: Partial<InstancePorts>, options?: InstanceDirectoryOptions): AwsInstanceDirectory;
  /** Ends all trouble, as after a while: the SDK's limiters have forgotten that they were throttled. */
  recover(): void;
  /** Clients whose calls end after a second. */
  readonly impatient: AwsClients;
  /** The first instance of an event, of a new directory. */
  instance(event?: CloudTrailEvent, ports?: Partial<InstancePorts>): Promise<Instance>;
}

export const OPTIONS: InstanceDirectoryOptions = {
  taupageOwners: [TAUPAGE_OWNER],
  taupageNamePrefix: 'Taupage-AMI-',
};

/** A server with the account of {@link anEvent} and these instances, and both images. */
export function worldWith(...instances: readonly InstanceWorld[]): AwsWorld {
  return { accounts: { [ACCOUNT_ID]: { images: [GOOD, BAD], instances } } };
}

/** A launch of instances from the good image, unless they say otherwise. */
export function aLaunch(...items: readonly (string | RecordOverrides)[]): CloudTrailEvent {
  const good = items.map((item) => ({
    imageId: GOOD.imageId,
    ...(typeof item === 'string' ? { instanceId: item } : item),
  }));
  return anEvent('ec2.amazonaws.com:RunInstances', launched(...good));
}

/** A start, stop or terminate call. */
export function aStateChange(
  eventName: string,
  instanceIds: readonly string[],
  overrides: RecordOverrides = {},
): CloudTrailEvent {
  const items = instanceIds.map((instanceId) => ({
    instanceId,
    currentState: { code: 0, name: 'pending' },
    previousState: { code: 80, name: 'stopped' },
  }));
  const responseElements = { requestId: 'req-1', instancesSet: { items } };
  return anEvent(`ec2.amazonaws.com:${eventName}`, { responseElements, ...overrides });
}

/** A server, new for each test. */
export function useWorld(): () => World {
  const environment = { ...process.env };
  const providers: ClientProvider[] = [];
  const provider = (options: ClientProviderOptions = {}) => {
    // One attempt, so that a fault is seen at once; retries are the client package's.
    const made = new ClientProvider({ maxAttempts: 1, ...options });
    providers.push(made);
    return made;
  };
  let world: World | undefined;
  beforeEach(async () => {
    const server = await AwsServer.start(worldWith());
    Object.assign(process.env, server.environment);
    world = makeWorld(server, provider);
  });
  afterEach(async () => {
    for (const each of providers.splice(0)) each.close();
    await world?.server.stop();
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, environment);
  });
  return () => {
    if (!world) throw new Error('The world exists during tests only');
    return world;
  };
}

function makeWorld(server: AwsServer, provider: (options?: ClientProviderOptions) => ClientProvider): World {
  const clock = new FixedClock();
  let current = provider();
  const clients: AwsClients = { client: (...wanted) => current.client(...wanted) };
  const directory: World['directory'] = (ports, options = OPTIONS) =>
    new AwsInstanceDirectory({ clients, clock, ...ports }, options);
  return {
    server,
    clock,
    directory,
    impatient: provider({ callDeadlineSeconds: 1 }),
    recover() {
      server.heal();
      current = provider();
    },
    async instance(event = aLaunch('i-1'), ports = {}) {
      const [first] = await directory(ports).of(event);
      if (!first) throw new Error('The event has no instance');
      return first;
    },
  };
}
