import { gzipSync } from 'node:zlib';
import { type JsonObject, objectAt } from '@fullstop/core';
import { logFiles, type PackedLog, type PackedLogOptions } from '../../sample-world/index.js';
import { Random } from '../../sample-world/random.js';

/** Text of one pass, in bytes: enough that no cache holds it; writing more would take longer than reading it. */
export const PASS_BYTES = 64e6;
// Trails of busy accounts have some hundred records in each file.
const RECORDS_PER_FILE = 450;

/*
 * What makes real logs compress better than the sample world, which gives nearly every record a caller of its own: few
 * callers, each with many calls in a row. The figures are those of files with 100 to 400 records of a public data set.
 */
const CALLERS_PER_FILE = 25;
const SAME_CALLER_AGAIN = 0.75;
// Of AssumeRole, whose answers hold long random tokens, there are ten times as many in the sample world.
const KEPT_ASSUME_ROLE = 0.1;
// Packed again like this, real files have the size that CloudTrail gave them.
const LEVEL = 9;

/** Log files for one pass, with this much text in total; 64 MB at most. */
export function corpus(options: PackedLogOptions): PackedLog[] {
  const bytes = Math.min(options.bytes, PASS_BYTES);
  const random = new Random(options.seed ?? 1);
  const logs: PackedLog[] = [];
  let written = 0;
  for (const { text, ...file } of logFiles({ recordsPerFile: RECORDS_PER_FILE, ...options })) {
    if (written >= bytes) break;
    const records = withFewCallers((JSON.parse(text) as { Records: JsonObject[] }).Records, random);
    const real = JSON.stringify({ Records: records });
    const textBytes = Buffer.byteLength(real);
    written += textBytes;
    logs.push({ ...file, records: records.length, textBytes, body: gzipSync(real, { level: LEVEL }) });
  }
  return logs;
}

/** The same calls, made by fewer callers. */
function withFewCallers(given: readonly JsonObject[], random: Random): JsonObject[] {
  const records = given.filter(
    ({ eventName }) => eventName !== 'AssumeRole' || random.chance(KEPT_ASSUME_ROLE),
  );
  const callers = records.filter(isByPerson).slice(0, CALLERS_PER_FILE).map(callerOf);
  let caller = callers[0];
  return records.map((record) => {
    if (!isByPerson(record) || !caller) return record;
    if (!random.chance(SAME_CALLER_AGAIN)) caller = random.pick(callers);
    return { ...record, ...caller };
  });
}

/** Calls of services repeat their few callers anyway. */
function isByPerson(record: JsonObject): boolean {
  const identity = objectAt(record, 'userIdentity');
  return identity?.invokedBy === undefined && record.userAgent !== undefined;
}

function callerOf({ userIdentity, sourceIPAddress, userAgent }: JsonObject): JsonObject {
  return { userIdentity: userIdentity!, sourceIPAddress: sourceIPAddress!, userAgent: userAgent! };
}
