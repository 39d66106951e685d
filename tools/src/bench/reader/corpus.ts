import { gzipSync } from 'node:zlib';
import { type JsonObject, objectAt, textAt } from '@fullstop/core';
import { logFiles, type PackedLog, type PackedLogOptions } from '../../sample-world/index.js';
import { Random } from '../../sample-world/random.js';
import { SELECTOR } from './ways.js';

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

/*
 * What is subscribed to: the sample world deals out its cases evenly, every third one a launch with up to 50 kB of answer.
 * In the same data set there are so many of each event that our plugins subscribe to, 66 together.
 */
const SUBSCRIBED: Readonly<Record<string, number>> = {
  CreateRole: 13,
  DeleteRole: 13,
  AttachRolePolicy: 6,
  'RunInstances, failed': 6,
  PutRolePolicy: 5,
  DetachRolePolicy: 5,
  DeleteRolePolicy: 4,
  'CreateFunction20150331, failed': 4,
  RunInstances: 2,
  TerminateInstances: 2,
  UpdateAssumeRolePolicy: 2,
  UpdateFunctionCode20150331v2: 2,
  CreateFunction20150331: 2,
};
// None of the 2,834 other records there mentions a name like that in its texts; in the sample world one of 100 does.
const DECOY_SHARE = 0.001;
const ALIKE_IN_STOCK = 8;

/** Log files for one pass, with this much text in total; 64 MB at most. */
export function corpus(options: PackedLogOptions): PackedLog[] {
  const bytes = Math.min(options.bytes, PASS_BYTES);
  const random = new Random(options.seed ?? 1);
  const stock = new SubscribedRecords(random, options.seed ?? 1);
  const logs: PackedLog[] = [];
  let written = 0;
  const sample = { recordsPerFile: RECORDS_PER_FILE, decoyShare: DECOY_SHARE, ...options };
  for (const { text, ...file } of logFiles(sample)) {
    if (written >= bytes) break;
    const { Records } = JSON.parse(text) as { Records: JsonObject[] };
    const mixed = Records.map((record) => (isSubscribed(record) ? stock.next() : record));
    const records = withFewCallers(mixed, random);
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

/** Records that are subscribed to, dealt out in the real proportions. */
class SubscribedRecords {
  readonly #byKind = new Map(Object.keys(SUBSCRIBED).map((kind): [string, JsonObject[]] => [kind, []]));
  readonly #kinds = Object.entries(SUBSCRIBED).flatMap(([kind, count]) => Array<string>(count).fill(kind));
  readonly #random: Random;

  constructor(random: Random, seed: number) {
    this.#random = random;
    for (const { text } of logFiles({ seed, interestingShare: 1, overlapEvery: 0 })) {
      const { Records } = JSON.parse(text) as { Records: JsonObject[] };
      for (const record of Records) this.#byKind.get(kindOf(record))?.push(record);
      if ([...this.#byKind.values()].every(({ length }) => length >= ALIKE_IN_STOCK)) break;
    }
  }

  /** A record of a kind that is drawn by lot; one kind's records take turns, so that the next alike one is far away. */
  next(): JsonObject {
    const records = this.#byKind.get(this.#random.pick(this.#kinds))!;
    const record = records.shift()!;
    records.push(record);
    return record;
  }
}

function isSubscribed(record: JsonObject): boolean {
  return SELECTOR.wants(textAt(record, 'eventSource') ?? '', textAt(record, 'eventName') ?? '');
}

function kindOf(record: JsonObject): string {
  return `${textAt(record, 'eventName')}${record.errorCode === undefined ? '' : ', failed'}`;
}
