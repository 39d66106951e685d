import { setImmediate } from 'node:timers/promises';

/** How long rules are applied before others get their turn, in ms. */
const TURN_MILLISECONDS = 20;

/** Judges things one after the other; pauses now and then, because rules may be many, and slow. Results are in their order. */
export async function judgeEach<T, R>(things: readonly T[], judge: (thing: T) => R): Promise<R[]> {
  const results: R[] = [];
  let turnEnds = performance.now() + TURN_MILLISECONDS;
  for (const thing of things) {
    results.push(judge(thing));
    if (performance.now() < turnEnds) continue;
    await setImmediate();
    turnEnds = performance.now() + TURN_MILLISECONDS;
  }
  return results;
}
