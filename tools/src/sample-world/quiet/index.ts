import type { JsonObject } from '@fullstop/core';
import type { Scene } from '../scene.js';
import { DECOYS } from './decoys.js';
import { OTHER_CALLS } from './other-calls.js';
import { type QuietCall, READING_CALLS } from './reading-calls.js';

const COMMON = byWeight([...READING_CALLS, ...OTHER_CALLS]);
const MISLEADING = byWeight(DECOYS);

/**
 * Writes a record that no plugin looks at.
 * @param decoyShare how many of them (0 to 1) mention interesting calls all the same.
 */
export function quietRecord(scene: Scene, decoyShare: number): JsonObject {
  const calls = scene.random.chance(decoyShare) ? MISLEADING : COMMON;
  return scene.random.pick(calls).build(scene);
}

function byWeight(calls: readonly QuietCall[]): QuietCall[] {
  return calls.flatMap((call) => Array<QuietCall>(call.weight).fill(call));
}
