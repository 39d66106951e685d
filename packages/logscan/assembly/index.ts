import { writeDeflateConstants } from './constants-of-deflate';
import { writeCrcTables } from './crc32';
import {
  EXTENTS,
  INPUT,
  INPUT_BYTES,
  MAX_EXTENTS,
  MAX_HITS,
  MAX_NAME_BYTES,
  NAME_SLOTS,
  SLACK_BYTES,
  TEXT,
} from './layout';
import { LOOK_AHEAD_BYTES } from './prefilter';
import { writeVectors } from './vectors';

export { addToCrc, finishCrc, startCrc } from './crc32';
export { inflate, inflatedEnd, inputPosition, moveInflated, startInflate } from './inflate';
export { addName, clearNames } from './names';
export { clearHits, hitCount, moveHits, prefilter, setLongestName } from './prefilter';
export {
  clearExtents,
  elements,
  extentCount,
  hasUsualFrame,
  moveWalk,
  nextHit,
  resumeAt,
  startWalk,
  walk,
} from './structure';

/** Where the host finds things, and how much there is room for. */
export const inputAt: u32 = INPUT;
export const inputBytes: u32 = INPUT_BYTES;
export const textAt: u32 = TEXT;
export const slackBytes: u32 = SLACK_BYTES;
export const extentsAt: u32 = EXTENTS;
export const maxExtents: u32 = MAX_EXTENTS;
export const maxHits: u32 = MAX_HITS;
export const maxNameBytes: u32 = MAX_NAME_BYTES;
export const nameSlots: u32 = NAME_SLOTS;
export const lookAheadBytes: u32 = LOOK_AHEAD_BYTES;

writeDeflateConstants();
writeCrcTables();
writeVectors();
