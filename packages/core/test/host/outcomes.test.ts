import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import {
  awaitFact,
  type EventPlugin,
  FactUnavailableError,
  type InspectionContext,
  inspectEach,
  instancesOf,
  PartialInspectionError,
  type PluginClass,
  type PluginSettings,
  RetryableError,
} from '../../src/index.js';
import {
  aFinder,
  aHost,
  aPlugin,
  BAD_THING,
  OTHER_THING,
  outcomeOf,
  SettableClock,
} from '../support/plugins.js';
import { anEvent, anItem, aResponse, CALLER, RECIPIENT } from '../support/records.js';

const unavailable = () => new FactUnavailableError('user data of i-1', 'AWS throttled the call');
const hang = () => new Promise<never>(() => {});
const thrown =
  (error: unknown): EventPlugin['inspect'] =>
  () => {
    throw error;
  };

/** Asks for facts one after the other, each of which takes so many seconds. */
const afterFacts =
  (facts: number, seconds: number, then: () => Promise<never[]> = async () => []): EventPlugin['inspect'] =>
  async (_event, { signal }) => {
    for (let fact = 0; fact < facts; fact += 1) {
      await awaitFact(`fact ${fact}`, () => delay(seconds * 1000, undefined, { signal }));
    }
    return then();
  };
const failsOnAbort =
  (error: unknown): EventPlugin['inspect'] =>
  (_event, { signal }) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(error));
    });

describe('a check that is decided', () => {
  it('has the violations, with everything that the host knows', async () => {
    const finding = {
      type: 'BAD_THING',
      instanceId: 'i-1',
      metaInfo: { ami_name: null, list: [1, 'x'] },
      applicationId: 'shop',
      applicationVersion: '1.10',
    };
    const [outcome] = await aHost([aPlugin('finder', async () => [finding])]).check(anEvent());
    expect(outcome).toEqual({
      pluginId: 'finder',
      state: 'decided',
      lifecycleEntries: [],
      unfinished: undefined,
      violations: [
        {
          accountId: RECIPIENT,
          region: 'eu-central-1',
          eventId: '00000000-0000-4000-8000-000000000001',
          type: 'BAD_THING',
          instanceId: 'i-1',
          eventTime: new Date('2026-03-02T09:15:00.000Z'),
          username: `arn:aws:iam::${CALLER}:user/jane`,
          pluginClass: 'a-package#TestPlugin',
          metaInfo: { ami_name: null, list: [1, 'x'] },
          applicationId: 'shop',
          applicationVersion: '1.10',
          fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        },
      ],
    });
  });

  it('has null for what neither plugin nor event say', async () => {
    const event = anEvent({ userIdentity: { type: 'AWSService' } });
    const [outcome] = await aHost([aPlugin('finder', () => [{ type: 'BAD_THING' }])]).check(event);
    expect(outcome?.violations).toEqual([
      expect.objectContaining({
        instanceId: null,
        username: null,
        metaInfo: null,
        applicationId: null,
        applicationVersion: null,
      }),
    ]);
  });

  it('X9: has a finding once, however often the plugin returns it; the first one stands', async () => {
    const inspect = () => [
      { type: 'BAD_THING', instanceId: 'i-1', metaInfo: 'first' },
      { type: 'BAD_THING', instanceId: 'i-1', metaInfo: 'second' },
      { type: 'OTHER_THING', instanceId: 'i-1', metaInfo: 'other type' },
      { type: 'BAD_THING', instanceId: 'i-2', metaInfo: 'other instance' },
      { type: 'BAD_THING', metaInfo: 'no instance' },
    ];
    const host = aHost([aPlugin('finder', inspect, { emits: { BAD_THING, OTHER_THING } })]);
    const [outcome] = await host.check(anEvent());
    expect(outcome?.violations.map(({ metaInfo }) => metaInfo)).toEqual([
      'first',
      'other type',
      'other instance',
      'no instance',
    ]);
  });

  it('X11, EH-12: books a cross-account call on the account that owns the resource', async () => {
    const [outcome] = await aHost([aFinder('finder')]).check(
      anEvent({ userIdentity: { accountId: CALLER }, recipientAccountId: RECIPIENT }),
    );
    expect(outcome?.violations[0]?.accountId).toBe(RECIPIENT);
  });

  it('X12, EH-16: passes a region through that no list has', async () => {
    const [outcome] = await aHost([aFinder('finder')]).check(anEvent({ awsRegion: 'eu-south-99' }));
    expect(outcome?.violations[0]?.region).toBe('eu-south-99');
  });

  it('has a fingerprint that is equal in another event, and differs by the plugin’s key', async () => {
    let fingerprintKey: string | undefined;
    const host = aHost([aPlugin('finder', () => [{ type: 'BAD_THING', instanceId: 'i-1', fingerprintKey }])]);
    const fingerprintIn = async (eventID: string) =>
      (await host.check(anEvent({ eventID })))[0]?.violations[0]?.fingerprint;
    const first = await fingerprintIn('a');
    expect(await fingerprintIn('b')).toBe(first);
    fingerprintKey = 'image-1';
    const keyed = await fingerprintIn('a');
    expect(keyed).not.toBe(first);
    expect(await fingerprintIn('b')).toBe(keyed);
  });
});

describe('what a plugin notes about instances', () => {
  const note = {
    instanceId: 'i-1',
    eventType: 'RunInstances',
    eventDate: new Date(0),
    applicationId: 'a',
    applicationVersion: '1',
  };

  it('comes with the outcome, with account and region of the event', async () => {
    const notes = aPlugin('notes', (_event, context) => {
      context.recordLifecycle(note);
      return [];
    });
    const event = anEvent();
    const [outcome] = await aHost([notes]).check(event);
    expect(outcome?.lifecycleEntries).toEqual([
      { ...note, accountId: event.accountId, region: event.awsRegion },
    ]);
  });

  it('is kept when a later instance could not be judged', async () => {
    const notes = aPlugin('notes', (_event, context) => {
      context.recordLifecycle(note);
      throw new RetryableError('LATER', 'the second instance is not known yet');
    });
    const [outcome] = await aHost([notes]).check(anEvent());
    expect(outcome).toMatchObject({ state: 'pending', lifecycleEntries: [note] });
  });

  it('is dropped after the time limit', async () => {
    let late: () => void = () => {};
    const notes = aPlugin('notes', (_event, context) => {
      late = () => context.recordLifecycle(note);
      return new Promise(() => {});
    });
    const [outcome] = await aHost([notes], { checkTimeoutSeconds: 0.02 }).check(anEvent());
    late();
    expect(outcome).toMatchObject({ state: 'failed', lifecycleEntries: [] });
  });
});

describe('a check that fails', () => {
  it.each<[string, EventPlugin['inspect'], string]>([
    ['RG-3, X5: the plugin throws', thrown(new TypeError('x is not a function')), 'TypeError'],
    ['X5: the plugin rejects', async () => Promise.reject(new RangeError('no')), 'RangeError'],
    ['the plugin throws no error', thrown('just a text'), 'UNKNOWN'],
    ['the plugin throws undefined', thrown(undefined), 'UNKNOWN'],
    ['the plugin throws something without a text', thrown(Object.create(null)), 'UNKNOWN'],
    ['X7: the plugin hangs', hang, 'CHECK_TIMEOUT'],
    ['the plugin returns nothing', (() => undefined) as never, 'INVALID_FINDING'],
    [
      'the plugin returns one finding without a list',
      (() => ({ type: 'BAD_THING' })) as never,
      'INVALID_FINDING',
    ],
    ['a finding is null', (() => [null]) as never, 'INVALID_FINDING'],
    ['a finding has no type', (() => [{}]) as never, 'INVALID_FINDING'],
    ['a finding has a type that is not declared', () => [{ type: 'OTHER_THING' }], 'INVALID_FINDING'],
    ['a finding has the type toString', () => [{ type: 'toString' }], 'INVALID_FINDING'],
    [
      'a finding has an instance id that is a number',
      (() => [{ type: 'BAD_THING', instanceId: 7 }]) as never,
      'INVALID_FINDING',
    ],
    [
      'a finding has an application id that is null',
      (() => [{ type: 'BAD_THING', applicationId: null }]) as never,
      'INVALID_FINDING',
    ],
    [
      'a finding has details with a big integer',
      (() => [{ type: 'BAD_THING', metaInfo: { a: 1n } }]) as never,
      'INVALID_FINDING',
    ],
    [
      'a finding has details that contain themselves',
      (() => [{ type: 'BAD_THING', metaInfo: circular() }]) as never,
      'INVALID_FINDING',
    ],
    [
      'a finding has details that are a function',
      (() => [{ type: 'BAD_THING', metaInfo: hang }]) as never,
      'INVALID_FINDING',
    ],
  ])('%s: the others’ violations are there', async (_what, inspect, errorCode) => {
    const host = aHost([aFinder('before'), aPlugin('broken', inspect), aFinder('zulu')], {
      checkTimeoutSeconds: 0.05,
    });
    const outcomes = await host.check(anEvent());
    expect(outcomes.map(({ pluginId, state }) => [pluginId, state])).toEqual([
      ['before', 'decided'],
      ['broken', 'failed'],
      ['zulu', 'decided'],
    ]);
    expect(outcomeOf(outcomes, 'before').violations).toHaveLength(1);
    expect(outcomeOf(outcomes, 'zulu').violations).toHaveLength(1);
    expect(outcomeOf(outcomes, 'broken')).toMatchObject({
      violations: [],
      unfinished: {
        state: 'failed',
        errorCode,
        attempts: 1,
        nextTryAt: null,
        errorMessage: expect.any(String),
      },
    });
  });

  it('stores what is needed to replay it', async () => {
    const clock = new SettableClock();
    const event = anEvent();
    const [outcome] = await aHost([aPlugin('broken', thrown(new Error('oops')))], { clock }).check(event);
    expect(outcome?.unfinished).toEqual({
      accountId: RECIPIENT,
      region: 'eu-central-1',
      eventId: event.eventID,
      pluginId: 'broken',
      state: 'failed',
      errorCode: 'Error',
      errorMessage: 'oops',
      attempts: 1,
      nextTryAt: null,
      firstTriedAt: clock.now(),
      lastTriedAt: clock.now(),
      record: event.record,
      origin: event.origin,
    });
  });

  it('names plugin and declared types when a finding has another type', async () => {
    const [outcome] = await aHost([aPlugin('broken', () => [{ type: 'NO_SUCH' }])]).check(anEvent());
    expect(outcome?.unfinished?.errorMessage).toContain('Plugin broken');
    expect(outcome?.unfinished?.errorMessage).toContain('NO_SUCH');
    expect(outcome?.unfinished?.errorMessage).toContain('BAD_THING');
  });

  it('loses all findings of that plugin when one is invalid', async () => {
    const inspect = () => [{ type: 'BAD_THING' }, { type: 'NO_SUCH' }];
    const [outcome] = await aHost([aPlugin('broken', inspect)]).check(anEvent());
    expect(outcome).toMatchObject({ state: 'failed', violations: [] });
  });

  it('is logged with plugin, event and error code', async () => {
    const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    await aHost([aPlugin('broken', thrown(new Error('oops'))), aFinder('finder')], { logger }).check(
      anEvent(),
    );
    expect(logger.warn).not.toHaveBeenCalled();
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error).toHaveBeenCalledWith(
      expect.objectContaining({
        plugin: 'broken',
        event_id: '00000000-0000-4000-8000-000000000001',
        account_id: RECIPIENT,
        region: 'eu-central-1',
        s3_bucket: 'trail-logs',
        record_index: 3,
        error_code: 'Error',
      }),
      expect.stringContaining('oops'),
    );
  });
});

describe('the time limit of a check', () => {
  it('X7: aborts the signal that the plugin was given, and says what to raise', async () => {
    let signal: AbortSignal | undefined;
    const inspect = (_event: unknown, context: InspectionContext) => {
      signal = context.signal;
      return hang();
    };
    const [outcome] = await aHost([aPlugin('slow', inspect)], { checkTimeoutSeconds: 0.05 }).check(anEvent());
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ code: 'CHECK_TIMEOUT' });
    expect(outcome?.unfinished?.errorMessage).toContain('0.05 s');
    expect(outcome?.unfinished?.errorMessage).toContain('checks.timeoutSeconds');
  });

  it.each<[string, string, EventPlugin['inspect'], string]>([
    ['hangs', 'failed', hang, 'CHECK_TIMEOUT'],
    ['calls the abort an error of its own', 'failed', failsOnAbort(new Error('aborted')), 'CHECK_TIMEOUT'],
    ['calls the abort a missing fact', 'failed', failsOnAbort(unavailable()), 'CHECK_TIMEOUT'],
    ['hangs after a fact has come', 'failed', afterFacts(1, 0.001, hang), 'CHECK_TIMEOUT'],
    ['waits for a fact', 'pending', afterFacts(1, 10), 'FACT_UNAVAILABLE'],
    ['waits for five facts in turn, each in time', 'pending', afterFacts(5, 0.03), 'FACT_UNAVAILABLE'],
  ])(
    'P-14: when the plugin %s the check is %s; the others are not affected',
    async (_what, state, inspect, errorCode) => {
      const host = aHost([aFinder('before'), aPlugin('slow', inspect)], { checkTimeoutSeconds: 0.1 });
      const outcomes = await host.check(anEvent());
      expect(outcomeOf(outcomes, 'before')).toMatchObject({ state: 'decided', violations: [{}] });
      expect(outcomeOf(outcomes, 'slow')).toMatchObject({
        state,
        violations: [],
        unfinished: { state, errorCode, nextTryAt: state === 'pending' ? expect.any(Date) : null },
      });
    },
  );

  it('names the fact that it waited for the longest', async () => {
    const inspect = async () => {
      const facts = ['subnet of i-1', 'image of i-1'].map((fact) => awaitFact(fact, hang));
      return (await Promise.all(facts)).flat();
    };
    const [outcome] = await aHost([aPlugin('slow', inspect)], { checkTimeoutSeconds: 0.05 }).check(anEvent());
    expect(outcome?.unfinished?.errorMessage).toBe(
      "subnet of i-1 could not be had: it did not come within the check's 0.05 s. The check is tried again later.",
    );
  });

  it('does not abort the signal of a plugin that was in time', async () => {
    let signal: AbortSignal | undefined;
    const inspect = async (_event: unknown, context: InspectionContext) => {
      signal = context.signal;
      return [];
    };
    await aHost([aPlugin('quick', inspect)], { checkTimeoutSeconds: 0.02 }).check(anEvent());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(signal?.aborted).toBe(false);
  });

  it('frees the place of a plugin that hangs', async () => {
    const classes = [aPlugin('hangs', hang), aFinder('waits')];
    const outcomes = await aHost(classes, { checkTimeoutSeconds: 0.05, maxConcurrentChecks: 1 }).check(
      anEvent(),
    );
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'decided']);
  });
});

describe('a check that is pending', () => {
  const clock = new SettableClock();
  const retry = { firstDelaySeconds: 10, random: () => 0 };

  it('P-15: waits for its next try when a fact is unavailable; the others are not affected', async () => {
    const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const host = aHost([aPlugin('asks', thrown(unavailable())), aFinder('finder')], { clock, retry, logger });
    const outcomes = await host.check(anEvent());
    expect(outcomeOf(outcomes, 'finder')).toMatchObject({ state: 'decided', violations: [{}] });
    expect(outcomeOf(outcomes, 'asks')).toMatchObject({
      state: 'pending',
      violations: [],
      unfinished: {
        state: 'pending',
        errorCode: 'FACT_UNAVAILABLE',
        errorMessage: expect.stringContaining('user data of i-1'),
        attempts: 1,
        nextTryAt: new Date('2026-03-02T10:00:05.000Z'),
      },
    });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, string]>([
    ['a retryable error of its own', new RetryableError('REGISTRY_DOWN', 'answers 503'), 'REGISTRY_DOWN'],
    ['an error of another copy of this package', Object.assign(new Error('x'), { retryable: true }), 'Error'],
    ['something retryable that is no error', { retryable: true }, 'UNKNOWN'],
  ])('waits after %s', async (_what, error, errorCode) => {
    const [outcome] = await aHost([aPlugin('asks', thrown(error))], { clock, retry }).check(anEvent());
    expect(outcome?.unfinished).toMatchObject({ state: 'pending', errorCode });
  });

  it('is a failed one at once when there is only one attempt', async () => {
    const host = aHost([aPlugin('asks', thrown(unavailable()))], { clock, retry: { maxAttempts: 1 } });
    const [outcome] = await host.check(anEvent());
    expect(outcome).toMatchObject({
      state: 'failed',
      unfinished: { state: 'failed', errorCode: 'FACT_UNAVAILABLE', nextTryAt: null },
    });
  });
});

describe('retry', () => {
  it('X8: finds the violation at last, without asking the other plugins again', async () => {
    const clock = new SettableClock();
    const start = clock.now();
    let tries = 0;
    const moody = aPlugin('moody', () => {
      tries += 1;
      if (tries < 3) throw unavailable();
      return [{ type: 'BAD_THING', instanceId: 'i-1' }];
    });
    const other = jest.fn<EventPlugin['inspect']>().mockReturnValue([]);
    const host = aHost([moody, aPlugin('other', other)], { clock, retry: { random: () => 0 } });
    const event = anEvent();

    const first = outcomeOf(await host.check(event), 'moody').unfinished!;
    clock.advance(60);
    const second = await host.retry(first);
    expect(second).toMatchObject({ state: 'pending', violations: [] });
    expect(second?.unfinished).toMatchObject({
      attempts: 2,
      firstTriedAt: start,
      lastTriedAt: clock.now(),
      nextTryAt: new Date('2026-03-02T10:01:10.000Z'),
      record: event.record,
      origin: event.origin,
    });
    const third = await host.retry(second!.unfinished!);
    expect(third).toMatchObject({ state: 'decided', unfinished: undefined });
    expect(third?.violations.map(({ eventId, instanceId }) => [eventId, instanceId])).toEqual([
      [event.eventID, 'i-1'],
    ]);
    expect(other).toHaveBeenCalledTimes(1);
  });

  it('fails after the last attempt', async () => {
    const host = aHost([aPlugin('asks', thrown(unavailable()))], { retry: { maxAttempts: 3 } });
    const first = (await host.check(anEvent()))[0]?.unfinished;
    const second = (await host.retry(first!))?.unfinished;
    const third = (await host.retry(second!))?.unfinished;
    const states = [first, second, third].map((check) => check?.state);
    expect(states).toEqual(['pending', 'pending', 'failed']);
    expect(third).toMatchObject({ attempts: 3, nextTryAt: null });
  });

  it.each<[string, PluginClass[], Record<string, PluginSettings>]>([
    ['not installed', [], {}],
    ['switched off', [aPlugin('asks')], { asks: { enabled: false } }],
  ])('does nothing when the plugin is %s', async (_what, classes, settings) => {
    const [outcome] = await aHost([aPlugin('asks', thrown(unavailable()))]).check(anEvent());
    expect(await aHost(classes, { settings }).retry(outcome!.unfinished!)).toBeUndefined();
  });

  it('ends as failed, under its old key, for a record that cannot be interpreted any more', async () => {
    const [outcome] = await aHost([aPlugin('asks', thrown(unavailable()))]).check(anEvent());
    const check = { ...outcome!.unfinished!, record: { eventID: 'nothing else' } };
    expect(await aHost([aFinder('asks')]).retry(check)).toMatchObject({
      state: 'failed',
      violations: [],
      unfinished: { state: 'failed', errorCode: 'MALFORMED_RECORD', attempts: 2, eventId: check.eventId },
    });
  });

  it('keeps the key under which the check is stored', async () => {
    const host = aHost([aPlugin('asks', thrown(unavailable()))]);
    const [outcome] = await host.check(anEvent());
    const check = { ...outcome!.unfinished!, accountId: '000000000000' };
    expect((await host.retry(check))?.unfinished).toMatchObject({ accountId: '000000000000', attempts: 2 });
  });

  it('replays a failed check', async () => {
    const [outcome] = await aHost([aPlugin('p', thrown(new Error('bug')))]).check(anEvent());
    const replayed = await aHost([aFinder('p')]).retry(outcome!.unfinished!);
    expect(replayed).toMatchObject({ state: 'decided', violations: [{ type: 'BAD_THING' }] });
  });
});

describe('inspectEach', () => {
  const three = anEvent(aResponse(...['i-1', 'i-2', 'i-3'].map((instanceId) => anItem({ instanceId }))));
  const eachBut =
    (errors: Record<string, unknown>): EventPlugin['inspect'] =>
    (event) =>
      inspectEach(instancesOf(event).items, ({ instanceId }) => {
        if (instanceId in errors) throw errors[instanceId];
        return [{ type: 'BAD_THING', instanceId }];
      });

  it.each<[string, Record<string, unknown>, string, string[], string | undefined]>([
    ['all is well', {}, 'decided', ['i-1', 'i-2', 'i-3'], undefined],
    ['RG-6: the first throws', { 'i-1': new TypeError('x') }, 'failed', ['i-2', 'i-3'], 'TypeError'],
    ['the second is not known yet', { 'i-2': unavailable() }, 'pending', ['i-1', 'i-3'], 'FACT_UNAVAILABLE'],
    [
      'one is broken and one not known yet',
      { 'i-1': new TypeError('x'), 'i-3': unavailable() },
      'pending',
      ['i-2'],
      'FACT_UNAVAILABLE',
    ],
    [
      'all are broken',
      { 'i-1': new TypeError('x'), 'i-2': new RangeError('y'), 'i-3': new Error('z') },
      'failed',
      [],
      'TypeError',
    ],
  ])(
    'when %s, the check is %s and the findings of the others are kept',
    async (_what, errors, state, found, code) => {
      const [outcome] = await aHost([aPlugin('each', eachBut(errors))]).check(three);
      expect(outcome?.state).toBe(state);
      expect(outcome?.violations.map(({ instanceId }) => instanceId)).toEqual(found);
      expect(outcome?.unfinished?.errorCode).toBe(code);
    },
  );

  it('names every cause in the message', async () => {
    const errors = { 'i-1': new Error('first trouble'), 'i-3': new Error('last trouble') };
    const [outcome] = await aHost([aPlugin('each', eachBut(errors))]).check(three);
    expect(outcome?.unfinished?.errorMessage).toContain('first trouble');
    expect(outcome?.unfinished?.errorMessage).toContain('last trouble');
  });

  it('fails the check when a kept finding is invalid', async () => {
    const inspect = () =>
      inspectEach(['good', 'bad'], (item) => {
        if (item === 'bad') throw unavailable();
        return [{ type: 'NO_SUCH' }];
      });
    const [outcome] = await aHost([aPlugin('each', inspect)]).check(anEvent());
    expect(outcome).toMatchObject({
      state: 'failed',
      violations: [],
      unfinished: { errorCode: 'INVALID_FINDING' },
    });
  });

  it('takes answers that are promises, and keeps their order', async () => {
    const findings = await inspectEach([30, 1, 10], async (delay) => {
      await new Promise((resolve) => setTimeout(resolve, delay));
      return [{ type: 'BAD_THING', instanceId: String(delay) }];
    });
    expect(findings.map(({ instanceId }) => instanceId)).toEqual(['30', '1', '10']);
  });

  it('keeps what an inner inspection found, and why it did not find more', async () => {
    const inner = (n: number) =>
      inspectEach(['good', 'bad'], (kind) => {
        if (kind === 'bad') throw new Error(`bad ${n}`);
        return [{ type: 'BAD_THING', instanceId: `i-${n}` }];
      });
    const error = await inspectEach([1, 2], inner).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      findings: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }],
      causes: [{ message: 'bad 1' }, { message: 'bad 2' }],
    });
  });

  it('rejects with all findings and all causes', async () => {
    const cause = unavailable();
    const all = inspectEach([1, 2], (item) => {
      if (item === 1) throw cause;
      return [{ type: 'BAD_THING' }];
    });
    await expect(all).rejects.toBeInstanceOf(PartialInspectionError);
    await expect(all).rejects.toMatchObject({ findings: [{ type: 'BAD_THING' }], causes: [cause], cause });
  });
});

describe('the number of checks at one time', () => {
  it.each([
    ['two when the host was told so', { maxConcurrentChecks: 2 }, 2],
    ['one when the host was told so', { maxConcurrentChecks: 1 }, 1],
    ['P-16: eight by default', {}, 8],
  ])('is %s, over all plugins and events', async (_what, options, expected) => {
    let running = 0;
    let most = 0;
    const busy = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return [];
    };
    const host = aHost(
      ['a', 'b', 'c', 'd'].map((id) => aPlugin(id, busy)),
      options,
    );
    const events = ['1', '2', '3'].map((eventID) => anEvent({ eventID }));
    await Promise.all(events.map((event) => host.check(event)));
    expect(most).toBe(expected);
  });
});

function circular(): unknown {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}
