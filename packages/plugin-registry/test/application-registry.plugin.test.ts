import { findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import { anEvent, checkWith, describePluginContract, inspectWith, launched } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { ApplicationRegistryPlugin, applicationRegistryOptions } from '../src/index.js';
import { factsOf, GOOD, INSTANCE_ID, OTHER_IMAGE, providing, run, start, UNAVAILABLE } from './world.js';

const KNOWN: FakeFacts = { ...factsOf(GOOD), application: { id: 'shop', active: true } };
const UNKNOWN: FakeFacts = {
  ...factsOf({ ...GOOD, applicationId: 'unknown-app' }),
  application: undefined,
};

describe('the application-registry plugin', () => {
  it.each([
    ['RunInstances', true],
    ['StartInstances', true],
    ['StopInstances', false],
    ['TerminateInstances', false],
  ])('AR-1: subscribes to %s: %s', (eventName, subscribed) => {
    const { id, events } = findPluginMetadata(ApplicationRegistryPlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants('ec2.amazonaws.com', eventName)).toBe(subscribed);
  });

  it('AR-2: reports nothing where user data name no application, and does not ask for one', async () => {
    expect(await inspect(factsOf({ runtime: 'Docker' }))).toEqual([]);
  });

  it('AR-3: reports nothing when Kio knows the application', async () => {
    expect(await inspect(KNOWN)).toEqual([]);
  });

  it('AR-4, SE-15: reports an application that Kio does not know', async () => {
    expect(await inspect(UNKNOWN)).toEqual([
      expect.objectContaining({
        type: 'APPLICATION_NOT_PRESENT_IN_KIO',
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: INSTANCE_ID,
        metaInfo: { application_id: 'unknown-app' },
        applicationId: 'unknown-app',
        applicationVersion: '1.10',
      }),
    ]);
  });

  it('AR-5: reports nothing while Kio cannot tell, and is asked again', async () => {
    const provided = providing({ ...factsOf(GOOD), application: UNAVAILABLE });
    expect(await checkWith(ApplicationRegistryPlugin, run, { provided })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it('AR-6: reports nothing about an instance of another image', async () => {
    expect(await inspect(OTHER_IMAGE)).toEqual([]);
  });

  it('AR-7: looks at started instances, too', async () => {
    const provided = providing({ ...UNKNOWN, imageId: 'ami-0123456789abcdef0' });
    expect(await inspectWith(ApplicationRegistryPlugin, start, {}, { provided })).toEqual([
      expect.objectContaining({
        instanceId: INSTANCE_ID,
        eventId: '00000000-0000-4000-8000-000000000017',
        metaInfo: { application_id: 'unknown-app' },
      }),
    ]);
  });

  // `Instance.applicationId` is trimmed by its contract; whoever asks Kio takes it from there.
  it('AR-8: names the application as the facts do, without white space', async () => {
    const facts = { ...factsOf({ applicationId: 'foo' }), application: undefined };
    expect(await inspect(facts)).toEqual([expect.objectContaining({ metaInfo: { application_id: 'foo' } })]);
  });

  it('reports each instance apart, whatever happens to the one before', async () => {
    const facts = { 'i-1': UNKNOWN, 'i-2': { userData: UNAVAILABLE }, 'i-3': UNKNOWN };
    const provided = [{ token: INSTANCES, value: fakeInstances(facts) }];
    const event = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1', 'i-2', 'i-3'));
    expect(await checkWith(ApplicationRegistryPlugin, event, { provided })).toMatchObject({
      state: 'pending',
      violations: [{ instanceId: 'i-1' }, { instanceId: 'i-3' }],
    });
  });

  it('does not look at a launch that failed', async () => {
    const event = anEvent('ec2.amazonaws.com:RunInstances', { errorCode: 'Client.UnauthorizedOperation' });
    const provided = providing(UNKNOWN);
    expect(await checkWith(ApplicationRegistryPlugin, event, { provided })).toBeUndefined();
  });
});

describe('IMP-AR-1: a retired application', () => {
  const RETIRED: FakeFacts = { ...factsOf(GOOD), application: { id: 'shop', active: false } };

  it('is not reported by default', async () => {
    expect(await inspect(RETIRED)).toEqual([]);
  });

  it('is reported with reportInactive', async () => {
    expect(await inspect(RETIRED, { reportInactive: true })).toEqual([
      expect.objectContaining({
        type: 'APPLICATION_NOT_PRESENT_IN_KIO',
        metaInfo: { application_id: 'shop', active: false },
      }),
    ]);
  });

  it.each([[{ id: 'shop', active: true }], [{ id: 'shop' }]])(
    'is not what Kio says with %j',
    async (application) => {
      expect(await inspect({ ...factsOf(GOOD), application }, { reportInactive: true })).toEqual([]);
    },
  );

  it.each([
    [{}, false],
    [{ reportInactive: 'true' }, true],
    [{ reportInactive: 'false' }, false],
  ])('the option %j gives %s', (raw, reportInactive) => {
    expect(applicationRegistryOptions.parse(raw)).toEqual({ reportInactive });
  });

  it.each([[{ reportInactive: 'perhaps' }], [{ reportinactive: true }]])(
    'the option %j is refused',
    (raw) => {
      expect(() => applicationRegistryOptions.parse(raw)).toThrow();
    },
  );
});

describe('a fact that the application-registry plugin cannot have', () => {
  it.each(['userData', 'applicationId', 'application'] as const)(
    '%s leaves the check pending; later it is decided',
    async (name) => {
      const before = providing({ ...UNKNOWN, [name]: UNAVAILABLE });
      expect(await checkWith(ApplicationRegistryPlugin, run, { provided: before })).toMatchObject({
        state: 'pending',
        violations: [],
      });
      const after = await checkWith(ApplicationRegistryPlugin, run, { provided: providing(UNKNOWN) });
      expect(after).toMatchObject({ state: 'decided', violations: [{ instanceId: INSTANCE_ID }] });
    },
  );

  it('leaves the check pending when it is the list of instances', async () => {
    const provided = [{ token: INSTANCES, value: fakeInstances(UNAVAILABLE) }];
    expect(await checkWith(ApplicationRegistryPlugin, run, { provided })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });
});

async function inspect(facts: FakeFacts, options = {}) {
  return inspectWith(ApplicationRegistryPlugin, run, options, { provided: providing(facts) });
}

describePluginContract(ApplicationRegistryPlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: providing({}),
});
