import type { TaupageFacts, UserDataFacts } from '@fullstop/aws/user-data';
import { type CloudTrailEvent, type InstanceItem, instancesOf, valueAt } from '@fullstop/core';
import type { Instance, InstanceDirectory } from '../instance.js';

/** Names of the facts of an {@link Instance}. */
type FactName = {
  [name in keyof Instance]: Instance[name] extends () => Promise<unknown> ? name : never;
}[keyof Instance];

/** What the facts of one instance answer: a value, `undefined` for what does not exist, or an error to throw. */
export type FakeFacts = {
  readonly [name in FactName]?: Awaited<ReturnType<Instance[name]>> | Error;
};

/**
 * A directory for tests of plugins: the instances that the event lists, with the facts that are given by instance id.
 *
 * A fact that is not given throws, so that a test cannot pass by accident; except that `imageId` is the event's, the facts
 * of the user data follow from `userData`, and `isTaupage` from `imageVerdict`, or is true with Taupage user data.
 * @param facts by instance id; or an error, which `of` then throws.
 */
export function fakeInstances(facts: Readonly<Record<string, FakeFacts>> | Error): InstanceDirectory {
  return {
    async of(event) {
      if (facts instanceof Error) throw facts;
      return instancesOf(event).items.map((item) => fakeInstance(event, item, facts[item.instanceId] ?? {}));
    },
  };
}

function fakeInstance(event: CloudTrailEvent, item: InstanceItem, facts: FakeFacts): Instance {
  const { instanceId } = item;
  const given = { ...derivedFacts(item, facts), ...facts };
  const fact =
    <Name extends FactName>(name: Name) =>
    async (): Promise<Awaited<ReturnType<Instance[Name]>>> => {
      if (!(name in given)) throw new Error(`fakeInstances: ${name} of ${instanceId} is not given`);
      const value = given[name];
      if (value instanceof Error) throw value;
      // `in` told that it is given, also where the value is `undefined`.
      return value as Awaited<ReturnType<Instance[Name]>>;
    };
  return {
    instanceId,
    accountId: event.accountId,
    region: event.awsRegion,
    item,
    isServiceManaged: valueAt(item.item, 'operator', 'managed') === true,
    imageId: fact('imageId'),
    image: fact('image'),
    imageVerdict: fact('imageVerdict'),
    isTaupage: fact('isTaupage'),
    userData: fact('userData'),
    applicationId: fact('applicationId'),
    applicationVersion: fact('applicationVersion'),
    source: fact('source'),
    runtime: fact('runtime'),
    application: fact('application'),
    imageTag: fact('imageTag'),
    scmSource: fact('scmSource'),
    subnet: fact('subnet'),
    securityGroups: fact('securityGroups'),
  };
}

function derivedFacts(item: InstanceItem, { userData, imageVerdict }: FakeFacts): FakeFacts {
  const { imageId } = item;
  if (imageVerdict instanceof Error) return { imageId, isTaupage: imageVerdict };
  if (imageVerdict !== undefined) return { imageId, isTaupage: imageVerdict === 'approved' };
  if (userData === undefined) return { imageId };
  if (userData instanceof Error) return { imageId, ...valuesOf(() => userData) };
  const isTaupage = userData.kind === 'taupage';
  return { imageId, ...(isTaupage && { isTaupage }), ...valuesOf((name) => factOf(userData, name)) };
}

type Value = Exclude<keyof TaupageFacts, 'kind'>;

function valuesOf(value: (name: Value) => string | undefined | Error): FakeFacts {
  return {
    applicationId: value('applicationId'),
    applicationVersion: value('applicationVersion'),
    source: value('source'),
    runtime: value('runtime'),
  };
}

function factOf(userData: UserDataFacts, name: Value): string | undefined {
  return userData.kind === 'taupage' ? userData[name] : undefined;
}
