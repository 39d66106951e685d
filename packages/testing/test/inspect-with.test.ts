import { type EventPlugin, PluginConfigError } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { anEvent, checkWith, FixedClock, inspectWith, launched, RecordingLogger } from '../src/index.js';
import { PREFIX, TinyPlugin } from './fixtures/tiny-plugin/tiny.plugin.js';

const provided = [{ token: PREFIX, value: 'my ' }];
const three = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1', 'i-2', 'i-3'));

describe('inspectWith', () => {
  it.each([
    [{}, ['my i-2', 'my i-3']],
    [{ maxInstances: 2 }, ['my i-3']],
    [{ maxInstances: 3 }, []],
  ])('gives with the options %j the violations %j', async (options, reported) => {
    const violations = await inspectWith(TinyPlugin, three, options, { provided });
    expect(violations.map(({ instanceId }) => instanceId)).toEqual(reported);
  });

  it('gives violations as the host makes them', async () => {
    const [violation] = await inspectWith(TinyPlugin, three, { maxInstances: 2 }, { provided });
    expect(violation).toMatchObject({
      type: 'TOO_MANY_INSTANCES',
      accountId: '111122223333',
      region: 'eu-central-1',
      eventId: three.eventID,
      pluginClass: 'under-test#TinyPlugin',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it.each([
    ['another event', anEvent('ec2.amazonaws.com:StopInstances', launched('i-1', 'i-2'))],
    [
      'a failed call',
      anEvent('ec2.amazonaws.com:RunInstances', { ...launched('i-1', 'i-2'), errorCode: 'Client.X' }),
    ],
    [
      'a dry run',
      anEvent('ec2.amazonaws.com:RunInstances', {
        ...launched('i-1', 'i-2'),
        requestParameters: { dryRun: true },
      }),
    ],
  ])('gives nothing for %s, as the host does', async (_what, event) => {
    expect(await inspectWith(TinyPlugin, event, {}, { provided })).toEqual([]);
  });

  it('throws when the options are wrong', async () => {
    const inspecting = inspectWith(TinyPlugin, three, { maxInstances: 'many' }, { provided });
    await expect(inspecting).rejects.toBeInstanceOf(PluginConfigError);
    await expect(inspecting).rejects.toThrow(/plugin tiny, option maxInstances: expected a number/);
  });

  it('throws what keeps a check from being decided', async () => {
    const cut = anEvent('ec2.amazonaws.com:RunInstances', { responseElements: { omitted: true } });
    await expect(inspectWith(TinyPlugin, cut, {}, { provided })).rejects.toThrow(
      /^pending, FACT_UNAVAILABLE: instances of/,
    );
    const broken = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1', 'i-broken'));
    await expect(inspectWith(TinyPlugin, broken, {}, { provided })).rejects.toThrow(
      /^failed, TypeError: this instance/,
    );
  });

  it('throws when a port is not provided', async () => {
    await expect(inspectWith(TinyPlugin, three)).rejects.toBeInstanceOf(PluginConfigError);
  });
});

describe('checkWith', () => {
  it('gives the whole outcome, with what was found beside the trouble', async () => {
    const event = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1', 'i-broken', 'i-3'));
    const logger = new RecordingLogger();
    const outcome = await checkWith(TinyPlugin, event, { provided, logger });
    expect(outcome).toMatchObject({
      pluginId: 'tiny',
      state: 'failed',
      violations: [{ instanceId: 'my i-3' }],
      unfinished: { errorCode: 'TypeError', attempts: 1 },
    });
    expect(logger.lines.map(({ level, message }) => [level, message])).toEqual([
      ['debug', 'looked'],
      ['error', expect.stringContaining('this instance is broken')],
    ]);
    expect(logger.lines[1]?.fields).toMatchObject({ plugin: 'tiny', event_id: event.eventID });
  });

  it('gives nothing when the event does not concern the plugin', async () => {
    expect(await checkWith(TinyPlugin, anEvent('s:n'), { provided })).toBeUndefined();
  });

  it('rejects a class that is no plugin', async () => {
    class Bare implements EventPlugin {
      inspect() {
        return [];
      }
    }
    await expect(checkWith(Bare, three)).rejects.toThrow('Bare carries no @Plugin');
  });
});

describe('FixedClock', () => {
  it('stands still until it is moved', () => {
    const clock = new FixedClock('2026-01-01T00:00:00Z');
    expect(clock.now()).toEqual(clock.now());
    clock.advance(90.5);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:01:30.500Z');
  });

  it('cannot be moved by changing what it told', () => {
    const clock = new FixedClock();
    const told = clock.now();
    told.setFullYear(1999);
    expect(clock.now().getFullYear()).toBe(2026);
  });
});

it('RecordingLogger keeps lines of every level in order', () => {
  const logger = new RecordingLogger();
  logger.debug({ plugin: 'a' }, 'one');
  logger.info({}, 'two');
  logger.warn({}, 'three');
  logger.error({ err: 'x' }, 'four');
  expect(logger.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
    'debug one',
    'info two',
    'warn three',
    'error four',
  ]);
  expect(logger.lines[0]?.fields).toEqual({ plugin: 'a' });
});
