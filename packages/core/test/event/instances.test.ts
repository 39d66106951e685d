import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CloudTrailEvent,
  FactUnavailableError,
  instancesOf,
  launchedInstancesOf,
  launchTimeOf,
  securityGroupIdsOf,
} from '../../src/index.js';
import { anEvent, anItem, aResponse } from '../support/records.js';

const groups = (...ids: string[]) => ({ groupSet: { items: ids.map((groupId) => ({ groupId })) } });

describe('instancesOf', () => {
  it('EH-1, EH-2: gives one instance with all its members', () => {
    const item = anItem({ keyName: ' ops-key ' });
    expect(instancesOf(anEvent(aResponse(item)))).toEqual({
      items: [
        {
          instanceId: 'i-1',
          imageId: 'ami-1',
          keyName: 'ops-key',
          launchTime: new Date(1_434_616_306_000),
          securityGroupIds: ['sg-1'],
          item,
        },
      ],
    });
  });

  it('D2: gives all instances in order', () => {
    const event = anEvent(aResponse(...['i-3', 'i-1', 'i-2'].map((instanceId) => anItem({ instanceId }))));
    expect(instancesOf(event).items.map(({ instanceId }) => instanceId)).toEqual(['i-3', 'i-1', 'i-2']);
  });

  it('gives instances of a stop call, which have states and nothing else', () => {
    const stopped = { instanceId: 'i-1', currentState: { code: 64 }, previousState: { code: 16 } };
    const [instance] = instancesOf(anEvent(aResponse(stopped))).items;
    expect(instance).toMatchObject({ instanceId: 'i-1', securityGroupIds: [], item: stopped });
    expect(instance?.imageId).toBeUndefined();
    expect(instance?.launchTime).toBeUndefined();
  });

  it.each([
    ['EH-5: null', { responseElements: null }, 'absent'],
    ['D4: a missing member', { responseElements: undefined }, 'absent'],
    ['SE-31: null after an error', { responseElements: null, errorCode: 'Client.X' }, 'failed-call'],
    ['EH-7: an empty object', { responseElements: {} }, 'unexpected-shape'],
    ['EH-8: a cut response', { responseElements: { omitted: true } }, 'omitted'],
    ['a response that says it is not cut', { responseElements: { omitted: false } }, 'unexpected-shape'],
    ['a text', { responseElements: 'omitted' }, 'unexpected-shape'],
    ['a list', { responseElements: [] }, 'unexpected-shape'],
    ['an empty list of instances', aResponse(), 'unexpected-shape'],
    [
      'instances without ids',
      aResponse({ imageId: 'ami-1' }, null, 'i-1', { instanceId: 7 }),
      'unexpected-shape',
    ],
    ['items that are no list', { responseElements: { instancesSet: { items: {} } } }, 'unexpected-shape'],
    ['a set that is null', { responseElements: { instancesSet: null } }, 'unexpected-shape'],
  ])('%s lists no instances', (_what, overrides, reason) => {
    expect(instancesOf(anEvent(overrides))).toEqual({ items: [], reason });
  });

  it('leaves out elements that are no instances', () => {
    const event = anEvent(aResponse(null, anItem({ instanceId: 'i-1' }), 'i-2', {}));
    expect(instancesOf(event).items.map(({ instanceId }) => instanceId)).toEqual(['i-1']);
  });

  it('EH-18: an instance without launch time does not shift those of the others', () => {
    const times = [1, undefined, 3].map((launchTime) => anItem({ launchTime }));
    expect(
      instancesOf(anEvent(aResponse(...times))).items.map(({ launchTime }) => launchTime?.getTime()),
    ).toEqual([1, undefined, 3]);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
  ])('EH-3, D5: %s instead of an event is an error', (_what, event) => {
    expect(() => instancesOf(event as unknown as CloudTrailEvent)).toThrow(TypeError);
    expect(() => securityGroupIdsOf(event as unknown as CloudTrailEvent)).toThrow(TypeError);
  });
});

describe('launchedInstancesOf', () => {
  it('gives the instances', () => {
    expect(launchedInstancesOf(anEvent()).map(({ instanceId }) => instanceId)).toEqual(['i-1']);
  });

  it('is empty after a failed call', () => {
    expect(launchedInstancesOf(anEvent({ responseElements: null, errorCode: 'Client.X' }))).toEqual([]);
  });

  it('EH-8: throws a retryable error when CloudTrail cut the response', () => {
    const event = anEvent({ responseElements: { omitted: true } });
    expect(() => launchedInstancesOf(event)).toThrow(FactUnavailableError);
    expect(() => launchedInstancesOf(event)).toThrow(expect.objectContaining({ retryable: true }));
  });
});

describe('securityGroupIdsOf', () => {
  it.each([
    [
      'EH-6, D3: of the instance, not of the empty reservation',
      aResponse(anItem(groups('sg-aaaabbbb'))),
      ['sg-aaaabbbb'],
    ],
    [
      'EH-9: of all instances, once each',
      aResponse(anItem(groups('sg-1')), anItem(groups('sg-1', 'sg-2')), anItem(groups('sg-1'))),
      ['sg-1', 'sg-2'],
    ],
    [
      'EH-10: of the reservation first',
      { responseElements: { ...groups('sg-9'), instancesSet: { items: [anItem(groups('sg-1'))] } } },
      ['sg-9', 'sg-1'],
    ],
    [
      'EH-11: of network interfaces',
      aResponse(
        anItem({ groupSet: {}, networkInterfaceSet: { items: [groups('sg-7'), groups('sg-7', 'sg-8')] } }),
      ),
      ['sg-7', 'sg-8'],
    ],
    ['D4: of nothing', { responseElements: null }, []],
    ['of an item without instance id', aResponse(groups('sg-5')), ['sg-5']],
    [
      'that are texts',
      aResponse(anItem({ groupSet: { items: [{ groupId: 4 }, null, { groupId: 'sg-4' }] } })),
      ['sg-4'],
    ],
  ])('gives the groups %s', (_what, overrides, ids) => {
    expect(securityGroupIdsOf(anEvent(overrides))).toEqual(ids);
  });

  it('EH-11: are also told per instance', () => {
    const networkInterfaceSet = { items: [groups('sg-2', 'sg-1')] };
    const event = anEvent(aResponse(anItem({ ...groups('sg-1'), networkInterfaceSet })));
    expect(instancesOf(event).items[0]?.securityGroupIds).toEqual(['sg-1', 'sg-2']);
  });
});

describe('launchTimeOf', () => {
  it.each([
    [1_434_616_306_000, '2015-06-18T08:31:46.000Z'],
    ['1434616306000', '2015-06-18T08:31:46.000Z'],
    ['2015-06-18T08:31:46Z', '2015-06-18T08:31:46.000Z'],
    ['2015-06-18T08:31:46.000Z', '2015-06-18T08:31:46.000Z'],
    ['2015-06-18T10:31:46+02:00', '2015-06-18T08:31:46.000Z'],
  ])('EH-17: reads %j', (launchTime, expected) => {
    expect(launchTimeOf({ launchTime })?.toISOString()).toBe(expected);
  });

  it.each([
    [undefined],
    [null],
    [''],
    ['soon'],
    ['May 5'],
    ['1 Jan 2020 10:00'],
    ['2015-06-18'],
    [true],
    [{}],
    [[1]],
    [1e20],
  ])('gives nothing for %j', (launchTime) => {
    expect(launchTimeOf(JSON.parse(JSON.stringify({ launchTime })))).toBeUndefined();
  });
});

it('no helper throws, whatever JSON a response is', () => {
  const odd = fc.jsonValue();
  const set = (item: fc.Arbitrary<unknown>) =>
    fc.oneof(odd, fc.record({ items: fc.oneof(odd, fc.array(item)) }));
  const groupSet = set(fc.record({ groupId: odd }));
  const item = fc.record(
    {
      instanceId: fc.oneof(odd, fc.constant('i-1')),
      launchTime: odd,
      groupSet,
      networkInterfaceSet: set(fc.record({ groupSet })),
    },
    { requiredKeys: [] },
  );
  const response = fc.oneof(
    odd,
    fc.record({ omitted: odd, groupSet, instancesSet: set(item) }, { requiredKeys: [] }),
  );
  fc.assert(
    fc.property(response, (responseElements) => {
      const event = anEvent({ responseElements });
      const { items, reason } = instancesOf(event);
      expect(items.length === 0).toBe(reason !== undefined);
      for (const id of securityGroupIdsOf(event)) expect(typeof id).toBe('string');
      for (const instance of items) launchTimeOf(instance.item);
    }),
    { numRuns: 300 },
  );
});
