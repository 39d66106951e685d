import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogObject } from '@fullstop/cloudtrail';
import { anEvent } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Checkpoint } from '../src/operations/replay/checkpoint.js';
import { type EventWindow, fileWindowOf, isInWindow } from '../src/operations/replay/event-window.js';

describe('A checkpoint', () => {
  let folder: string;
  const call = [['/logs'], {}];

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'fullstop-checkpoint-')), 'replays');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  function object(key: string, etag = 'e'): LogObject {
    return { id: { bucket: 'b', key, etag }, open: async function* () {} };
  }

  it('begins at nothing, and remembers the last place beyond the process', () => {
    const first = new Checkpoint(folder, call);
    expect(first.count).toBe(0);
    expect(first.isAt(object('a'))).toBe(false);
    first.note(2, object('b'));
    first.note(4, object('d'));

    const second = new Checkpoint(folder, [...call]);
    expect(second.count).toBe(4);
    expect(second.isAt(object('d', 'another version'))).toBe(true);
    expect(second.isAt(object('b'))).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is another one for another call', () => {
    new Checkpoint(folder, call).note(2, object('b'));
    expect(new Checkpoint(folder, [['/logs'], { from: new Date(0) }]).count).toBe(0);
    expect(new Checkpoint(folder, [['/other'], {}]).count).toBe(0);
  });

  it('leaves nothing behind when everything is done', () => {
    const checkpoint = new Checkpoint(folder, call);
    checkpoint.note(2, object('b'));
    checkpoint.clear();
    expect(checkpoint.count).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    // Also when there was nothing to note.
    checkpoint.clear();
  });
});

describe('A window of events', () => {
  const event = anEvent('ec2.amazonaws.com:RunInstances', {
    eventTime: '2026-03-02T09:15:00Z',
    recipientAccountId: '111122223333',
    awsRegion: 'eu-central-1',
  });
  const at = (time: string) => new Date(time);

  it.each<[EventWindow, boolean]>([
    [{}, true],
    [{ from: at('2026-03-02T09:15:00Z') }, true],
    [{ from: at('2026-03-02T09:15:01Z') }, false],
    [{ to: at('2026-03-02T09:15:00Z') }, false],
    [{ to: at('2026-03-02T09:15:01Z') }, true],
    [{ accounts: ['111122223333', '444455556666'] }, true],
    [{ accounts: ['444455556666'] }, false],
    [{ regions: ['eu-central-1'] }, true],
    [{ regions: ['eu-west-1'] }, false],
    [{ from: at('2026-03-01T00:00:00Z'), accounts: ['111122223333'], regions: ['eu-west-1'] }, false],
  ])('%j: the event is in it: %j', (window, isIn) => {
    expect(isInWindow(window, event)).toBe(isIn);
  });

  it('looks into files that were written up to a day later, whatever their account and region', () => {
    const window = { from: at('2026-03-01T00:00:00Z'), to: at('2026-03-02T00:00:00Z') };
    expect(fileWindowOf({ ...window, accounts: ['1'], regions: ['r'] })).toEqual({
      from: window.from,
      to: at('2026-03-03T00:00:00Z'),
    });
    expect(fileWindowOf({})).toEqual({ from: undefined, to: undefined });
  });
});
