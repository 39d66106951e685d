import { type PierOneTag, parseImageReference, type ScmSource } from '@fullstop/clients';
import { FactUnavailableError, type Provided } from '@fullstop/core';
import { INSTANCES, type TaupageFacts } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import { eventFromFile } from '@fullstop/testing';

export const INSTANCE_ID = 'i-0aaaaaaaaaaaaaaa1';
export const IMAGE = 'pierone.acme.test/platform/shop';

/** User data in which all is well. */
export const GOOD: Omit<TaupageFacts, 'kind'> = {
  applicationId: 'shop',
  applicationVersion: '1.10',
  runtime: 'Docker',
  source: `${IMAGE}:1.4.2`,
};

/** What a clean build says. */
export const CLEAN: ScmSource = {
  url: 'git@github.com:acme/shop.git',
  revision: '0123456789abcdef0123456789abcdef01234567',
  author: 'jane',
  status: '',
};

// The only registry that is configured, with one artifact: tag to what the build said.
const REGISTRY = 'pierone.acme.test';
const TAGS: Readonly<Record<string, ScmSource | undefined>> = {
  '1.4.2': CLEAN,
  '1.4.3': { ...CLEAN, status: ' M pom.xml' },
  '1.4.4': undefined,
  '1.4.5': {},
};

/** The facts that an instance has with some user data, in a world with one registry. */
export function factsOf(userData: Omit<TaupageFacts, 'kind'>): FakeFacts {
  return { userData: { kind: 'taupage', ...userData }, ...imageFacts(userData.source) };
}

/** Facts of an instance that has no user data for us: another image, a script, … */
export const OTHER_IMAGE: FakeFacts = { userData: { kind: 'none', reason: 'not-taupage' } };

/** Facts of an instance whose build said `scmSource`. */
export function builtFrom(scmSource: ScmSource): FakeFacts {
  return { ...factsOf(GOOD), scmSource };
}

function imageFacts(source: string | undefined): FakeFacts {
  const none = { imageTag: undefined, scmSource: undefined };
  const image = source === undefined ? undefined : parseImageReference(source);
  if (image?.tag === undefined || image.registry !== REGISTRY || !Object.hasOwn(TAGS, image.tag)) return none;
  if (image.team !== 'platform' || image.artifact !== 'shop') return none;
  const imageTag: PierOneTag = { name: image.tag };
  return { imageTag, scmSource: TAGS[image.tag] };
}

/** What a plugin injects, for events with one instance. */
export function providing(facts: FakeFacts): Provided[] {
  return [{ token: INSTANCES, value: fakeInstances({ [INSTANCE_ID]: facts }) }];
}

/** The error of a fact that could not be had. */
export const UNAVAILABLE = new FactUnavailableError('a fact', 'throttled');

export const run = eventFromFile(new URL('./fixtures/run-instances.json', import.meta.url));
export const start = eventFromFile(new URL('./fixtures/start-instances.json', import.meta.url));
