import { describe, expect, it, jest } from '@jest/globals';
import { type AlsoWanted, type EventPlugin, type EventSubscription } from '../../src/index.js';
import { aFinder, aHost, aPlugin } from '../support/plugins.js';
import { anEvent } from '../support/records.js';

const DELETES = { 'ec2.amazonaws.com': ['Delete*'] };

describe('the host asks', () => {
  it.each([
    ['X1, RG-1: not a plugin for Delete* about Persist', 'Persist', 0],
    ['X2, RG-2: a plugin for Delete* about Delete', 'Delete', 1],
    ['X2: a plugin for Delete* about DeleteVpc', 'DeleteVpc', 1],
  ])('%s', async (_what, eventName, calls) => {
    const inspect = jest.fn<EventPlugin['inspect']>().mockReturnValue([]);
    const host = aHost([aPlugin('deletes', inspect, { events: DELETES })]);
    const outcomes = await host.check(anEvent({ eventName }));
    expect(inspect).toHaveBeenCalledTimes(calls);
    expect(outcomes.map(({ state }) => state)).toEqual(Array(calls).fill('decided'));
    expect(host.selector.wants('ec2.amazonaws.com', eventName)).toBe(calls === 1);
  });

  it('X4, RG-4: a plugin for everything about each of two records', async () => {
    const host = aHost([aFinder('finder')]);
    const events = ['a', 'b'].map((eventID) => anEvent({ eventID }));
    const outcomes = (await Promise.all(events.map((event) => host.check(event)))).flat();
    expect(outcomes.flatMap(({ violations }) => violations).map(({ eventId }) => eventId)).toEqual([
      'a',
      'b',
    ]);
  });

  it('X6, RG-5: no plugin whether it wants an event, because subscriptions are data', () => {
    const inspect = jest.fn<EventPlugin['inspect']>(() => {
      throw new Error('must not be asked');
    });
    const host = aHost([aPlugin('thrower', inspect), aPlugin('deletes', inspect, { events: DELETES })]);
    expect(host.subscribersOf(anEvent())).toEqual(['thrower']);
    expect(inspect).not.toHaveBeenCalled();
  });

  it('all plugins in order of id, whatever the order in which they were found', async () => {
    const found = ['ssh', 'ami', 'region-two', 'region', 'zone'].map(aFinder);
    const order = ['ami', 'region', 'region-two', 'ssh', 'zone'];
    for (const classes of [found, [...found].reverse()]) {
      const host = aHost(classes);
      expect(host.statuses.map(({ id }) => id)).toEqual(order);
      expect(host.subscribersOf(anEvent())).toEqual(order);
      expect((await host.check(anEvent())).map(({ pluginId }) => pluginId)).toEqual(order);
    }
  });

  it('nobody when nobody subscribed', async () => {
    const host = aHost([aPlugin('deletes', () => [], { events: DELETES })]);
    expect(await host.check(anEvent({ eventSource: 'iam.amazonaws.com', eventName: 'Delete' }))).toEqual([]);
    expect(host.selector.patterns).toEqual([
      { source: 'ec2.amazonaws.com', name: undefined, namePrefix: 'Delete' },
    ]);
  });
});

describe('gates of the host', () => {
  const failed = { errorCode: 'AccessDenied', responseElements: null };
  const dryRun = { errorCode: 'Client.DryRunOperation' };

  it.each<[string, AlsoWanted | undefined, Record<string, unknown>, boolean]>([
    ['EH-20, D17: a failed call', undefined, failed, false],
    ['D17: a failed call that the plugin asks for', { failedCalls: true }, failed, true],
    ['SE-32: a dry run', undefined, dryRun, false],
    ['SE-32: a dry run, to a plugin that asks for failed calls', { failedCalls: true }, dryRun, false],
    ['SE-32: a dry run that the plugin asks for', { dryRuns: true }, dryRun, true],
    ['SE-11: a dry run of Lambda', undefined, { requestParameters: { dryRun: true } }, false],
    [
      'SE-11: a dry run of Lambda that the plugin asks for',
      { dryRuns: true },
      { requestParameters: { dryRun: true } },
      true,
    ],
    ['a call that only reads', undefined, { readOnly: true }, false],
    [
      'a call that only reads and that the plugin asks for',
      { readOnlyCalls: true },
      { readOnly: true },
      true,
    ],
    ['a call on data', undefined, { eventCategory: 'Data' }, false],
    ['a call on data that the plugin asks for', { dataEvents: true }, { eventCategory: 'Data' }, true],
    [
      'a failed read, to a plugin that asks for reads',
      { readOnlyCalls: true },
      { ...failed, readOnly: true },
      false,
    ],
    [
      'a failed read, to a plugin that asks for both',
      { readOnlyCalls: true, failedCalls: true },
      { ...failed, readOnly: true },
      true,
    ],
    [
      'a change, to a plugin that asks for everything',
      { failedCalls: true, dryRuns: true, readOnlyCalls: true, dataEvents: true },
      {},
      true,
    ],
  ])('%s: %j, %j is handed over: %s', async (_what, alsoWanted, overrides, handedOver) => {
    const host = aHost([aPlugin('plugin', () => [], { alsoWanted })]);
    const event = anEvent(overrides);
    expect(host.subscribersOf(event)).toEqual(handedOver ? ['plugin'] : []);
    expect(await host.check(event)).toHaveLength(handedOver ? 1 : 0);
  });

  it.each([
    ['an Insight record', { eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight' }],
    ['a network activity record', { eventType: 'AwsVpceEvent', eventCategory: 'NetworkActivity' }],
    ['an aggregated record', { eventType: 'AwsAggregatedEvent', eventCategory: 'Aggregated' }],
  ])('D16: %s goes to nobody, not even to who wants everything', async (_what, overrides) => {
    const everything = { failedCalls: true, dryRuns: true, readOnlyCalls: true, dataEvents: true };
    const host = aHost([aPlugin('greedy', () => [], { alsoWanted: everything })]);
    expect(await host.check(anEvent(overrides))).toEqual([]);
  });

  it.each<[string, EventSubscription]>([
    ['a service event', '*'],
    ['a console login', { 'signin.amazonaws.com': ['ConsoleLogin'] }],
  ])('%s is handed over', (what, events) => {
    const eventType = what === 'a service event' ? 'AwsServiceEvent' : 'AwsConsoleSignIn';
    const event = anEvent({ eventType, eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' });
    expect(aHost([aPlugin('plugin', () => [], { events })]).subscribersOf(event)).toEqual(['plugin']);
  });
});
