import { FactUnavailableError, findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import { INSTANCES, type NoUserDataReason, type TaupageFacts } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { TaupageYamlPlugin, taupageYamlOptions } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const RUN = 'ec2.amazonaws.com:RunInstances';
const OK = { applicationId: '1234', applicationVersion: '1.10', source: 'source', runtime: 'Docker' };

/** An instance on a Taupage image with these user data. */
const taupage = (facts: Partial<TaupageFacts>): FakeFacts => ({ userData: { kind: 'taupage', ...facts } });
/** An instance on a Taupage image, of whose user data nothing can be used. */
const without = (reason: NoUserDataReason): FakeFacts => ({
  isTaupage: true,
  userData: { kind: 'none', reason },
});
const provided = (facts: Parameters<typeof fakeInstances>[0]) => [
  { token: INSTANCES, value: fakeInstances(facts) },
];

describe('the taupage-yaml plugin', () => {
  it.each([
    ['RunInstances', true],
    ['StartInstances', true],
    ['StopInstances', false],
    ['TerminateInstances', false],
    ['Foobar', false],
  ])('TP-1: subscribes to %s: %s', (eventName, subscribed) => {
    const { id, events } = findPluginMetadata(TaupageYamlPlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants('ec2.amazonaws.com', eventName)).toBe(subscribed);
  });

  it('TP-2: reports nothing when application and source are named', async () => {
    expect(await types({ 'i-1': taupage({ applicationId: '1234', source: 'source' }) })).toEqual([]);
  });

  // The double throws when it is asked for a fact that is not given: user data are not read.
  it('TP-3, TP-4: reports nothing on another image, and does not read user data', async () => {
    expect(await types({ 'i-1': { isTaupage: false } })).toEqual([]);
  });

  it.each([
    ['TP-5, SE-25', 'empty', 'empty'],
    ['TP-10', 'not-a-mapping', 'not-a-mapping'],
    ['TP-10', 'invalid', 'invalid'],
    ['TP-10', 'wrong-type:source', 'wrong-type:source'],
    ['TP-10', 'not-base64', 'invalid'],
  ] as const)('%s: reports user data that are %s, and nothing else', async (_id, found, reason) => {
    const event = anEvent(RUN, launched('i-1'));
    const facts = { 'i-1': without(found) };
    expect(await inspectWith(TaupageYamlPlugin, event, {}, { provided: provided(facts) })).toEqual([
      expect.objectContaining({
        type: 'MISSING_USER_DATA',
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: 'i-1',
        metaInfo: { reason },
        applicationId: null,
        applicationVersion: null,
      }),
    ]);
  });

  const ID = 'MISSING_APPLICATION_ID_IN_USER_DATA';
  const SOURCE = 'MISSING_SOURCE_IN_USER_DATA';

  it.each([
    ['TP-6', { ...OK, applicationId: undefined }, [ID], null, '1.10'],
    ['TP-7, TP-13', { ...OK, source: undefined }, [SOURCE], '1234', '1.10'],
    ['TP-8, SE-26', { runtime: 'Docker' }, [ID, SOURCE], null, null],
  ])('%s: reports what is missing in %j', async (_id, facts, expected, applicationId, applicationVersion) => {
    const event = anEvent(RUN, launched('i-1'));
    const violations = await inspectWith(
      TaupageYamlPlugin,
      event,
      {},
      { provided: provided({ 'i-1': taupage(facts) }) },
    );
    expect(violations).toEqual(
      expected.map((type) =>
        expect.objectContaining({
          type,
          instanceId: 'i-1',
          metaInfo: null,
          applicationId,
          applicationVersion,
        }),
      ),
    );
  });

  it.each([
    ['TP-9', 'RequestLimitExceeded'],
    ['SE-38', 'InvalidInstanceID.NotFound'],
  ])('%s: waits when user data could not be had: %s', async (_id, reason) => {
    const userData = new FactUnavailableError('user data of i-1', reason);
    const event = anEvent(RUN, launched('i-1'));
    const facts = { 'i-1': { isTaupage: true, userData } };
    expect(await checkWith(TaupageYamlPlugin, event, { provided: provided(facts) })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it('TP-11: does not take the masked user data of the request for any', async () => {
    const event = fixture('run-instances');
    expect(event.requestParameters).toMatchObject({ userData: '<sensitiveDataRemoved>' });
    const facts = { 'i-0aaaaaaaaaaaaaaa1': taupage(OK) };
    expect(await inspectWith(TaupageYamlPlugin, event, {}, { provided: provided(facts) })).toEqual([]);
  });

  it('TP-12: decides about one instance when the other is gone already', async () => {
    const userData = new FactUnavailableError('user data of i-2', 'InvalidInstanceID.NotFound');
    const facts = { 'i-1': without('empty'), 'i-2': { isTaupage: true, userData } };
    const event = anEvent(RUN, launched('i-1', 'i-2'));
    expect(await checkWith(TaupageYamlPlugin, event, { provided: provided(facts) })).toMatchObject({
      state: 'pending',
      violations: [{ type: 'MISSING_USER_DATA', instanceId: 'i-1' }],
    });
  });

  it('SE-25: reports a launch without user data', async () => {
    const facts = { 'i-0aaaaaaaaaaaaaaa1': without('empty') };
    const event = fixture('run-instances');
    expect(await inspectWith(TaupageYamlPlugin, event, {}, { provided: provided(facts) })).toEqual([
      expect.objectContaining({
        type: 'MISSING_USER_DATA',
        instanceId: 'i-0aaaaaaaaaaaaaaa1',
        metaInfo: { reason: 'empty' },
      }),
    ]);
  });

  it('looks at the user data of a started instance, too: they can be changed while it is stopped', async () => {
    const facts = { 'i-0aaaaaaaaaaaaaaa1': taupage({ ...OK, source: undefined }) };
    const event = fixture('start-instances');
    expect(await inspectWith(TaupageYamlPlugin, event, {}, { provided: provided(facts) })).toEqual([
      expect.objectContaining({ type: SOURCE, instanceId: 'i-0aaaaaaaaaaaaaaa1', applicationId: '1234' }),
    ]);
  });

  it.each([
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a launch that did not happen', async (_id, overrides) => {
    const event = anEvent(RUN, overrides);
    expect(await checkWith(TaupageYamlPlugin, event, { provided: provided({}) })).toBeUndefined();
  });

  it('SE-39: takes the version as it is written', async () => {
    const event = anEvent(RUN, launched('i-1'));
    const facts = { 'i-1': taupage({ applicationId: 'shop', applicationVersion: '6478e18' }) };
    expect(await inspectWith(TaupageYamlPlugin, event, {}, { provided: provided(facts) })).toEqual([
      expect.objectContaining({ applicationId: 'shop', applicationVersion: '6478e18' }),
    ]);
  });

  it.each([
    [{}, []],
    [{ requireApplicationVersion: 'false' }, []],
    [{ requireApplicationVersion: true }, ['MISSING_APPLICATION_VERSION_IN_USER_DATA']],
    [{ requireApplicationVersion: 'true' }, ['MISSING_APPLICATION_VERSION_IN_USER_DATA']],
  ])('with %j, user data without a version give %j', async (options, expected) => {
    expect(await types({ 'i-1': taupage({ ...OK, applicationVersion: undefined }) }, options)).toEqual(
      expected,
    );
    expect(await types({ 'i-1': taupage(OK) }, options)).toEqual([]);
  });

  it('reports nothing when the image turns out to be another one after all', async () => {
    expect(await types({ 'i-1': without('not-taupage') })).toEqual([]);
  });

  it.each(['isTaupage', 'userData'] as const)(
    'waits when %s could not be had, then decides',
    async (fact) => {
      const event = anEvent(RUN, launched('i-1'));
      const facts = { ...without('empty'), [fact]: new FactUnavailableError(fact, 'timeout') };
      const first = await checkWith(TaupageYamlPlugin, event, { provided: provided({ 'i-1': facts }) });
      expect(first).toMatchObject({ state: 'pending', violations: [] });
      const later = { 'i-1': without('empty') };
      expect(await checkWith(TaupageYamlPlugin, event, { provided: provided(later) })).toMatchObject({
        state: 'decided',
        violations: [{ type: 'MISSING_USER_DATA' }],
      });
    },
  );

  it('waits when the instances are not known', async () => {
    const event = anEvent(RUN, { responseElements: { omitted: true } });
    const unknown = new FactUnavailableError('instances of the launch', 'Throttling');
    expect(await checkWith(TaupageYamlPlugin, event, { provided: provided(unknown) })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it.each([
    [{ requireApplicationVersion: 'perhaps' }, 'requireApplicationVersion'],
    [{ applicationVersion: true }, 'applicationVersion'],
  ])('refuses the options %j', (raw, problem) => {
    expect(() => taupageYamlOptions.parse(raw)).toThrow(problem);
  });
});

async function types(facts: Record<string, FakeFacts>, options = {}) {
  const event = anEvent(RUN, launched(...Object.keys(facts)));
  const violations = await inspectWith(TaupageYamlPlugin, event, options, { provided: provided(facts) });
  return violations.map(({ type }) => type);
}

describePluginContract(TaupageYamlPlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: provided({}),
});
