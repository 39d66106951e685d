import { instancesOf } from '@fullstop/core';
import { anEvent, launched } from '@fullstop/testing';
import { expect, it } from '@jest/globals';
import { changedState } from '../src/change-of-state.js';

it.each([
  ['running to stopping', { previousState: { code: 16 }, currentState: { code: 64 } }, true],
  ['terminated to terminated', { previousState: { code: 48 }, currentState: { code: 48 } }, false],
  ['stopped to stopped, but for the high byte', state(80, 256 + 80), false],
  ['nothing to anything', { currentState: { code: 16 } }, true],
  ['anything to nothing', { previousState: { code: 16 } }, true],
  ['a launch', {}, true],
  ['no codes', { previousState: { code: 'x' }, currentState: { code: 'x' } }, true],
])('%s changes the state: %s', (_what, item, changed) => {
  const [instance] = instancesOf(anEvent('ec2.amazonaws.com:StopInstances', launched(item))).items;
  expect(changedState(instance!)).toBe(changed);
});

function state(before: number, now: number) {
  return { previousState: { code: before }, currentState: { code: now } };
}
