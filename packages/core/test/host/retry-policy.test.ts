import { describe, expect, it } from '@jest/globals';
import { RetryPolicy } from '../../src/index.js';

const NOW = new Date('2026-03-02T10:00:00.000Z');

function delaySeconds(policy: RetryPolicy, attempts: number): number | null {
  const next = policy.nextTryAt(NOW, attempts);
  return next && (next.getTime() - NOW.getTime()) / 1000;
}

describe('RetryPolicy', () => {
  it.each([
    [1, 0, 5],
    [1, 0.5, 7.5],
    [1, 0.999_999, 10],
    [2, 0, 10],
    [3, 0, 20],
    [4, 0.5, 60],
    [9, 0, 1280],
    [10, 0, 1800],
    [11, 0, 1800],
    [11, 0.5, 2700],
    [12, 0, null],
    [13, 0, null],
  ])('by default, after try %i with %d drawn, waits %p seconds', (attempts, drawn, expected) => {
    expect(delaySeconds(new RetryPolicy({ random: () => drawn }), attempts)).toEqual(
      expected === null ? null : expect.closeTo(expected, 2),
    );
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 5],
    [5, null],
  ])('with other settings, after try %i, waits %p seconds at most', (attempts, expected) => {
    const settings = { firstDelaySeconds: 1, maxDelaySeconds: 5, maxAttempts: 5, random: () => 1 };
    expect(delaySeconds(new RetryPolicy(settings), attempts)).toBe(expected);
  });

  it('draws a delay between half and all of it', () => {
    const policy = new RetryPolicy();
    for (let draw = 0; draw < 100; draw += 1) {
      expect(delaySeconds(policy, 3)).toBeGreaterThanOrEqual(20);
      expect(delaySeconds(policy, 3)).toBeLessThanOrEqual(40);
    }
  });
});
