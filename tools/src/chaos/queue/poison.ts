import { gzipSync } from 'node:zlib';
import { logFileKey } from '../../sample-world/log-file-key.js';
import type { Random } from '../../sample-world/random.js';
import { notificationOf, type StoredLog } from './notifications.js';

/** An object to be put into the bucket. */
export interface NewObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/** What poison is made of. */
export interface PoisonIngredients {
  readonly random: Random;
  readonly bucket: string;
  /** Gzip of a log that is announced elsewhere, so that its records are expected. */
  readonly anyLog: Uint8Array;
  /** A log that nothing else announces; taken only when it is used. */
  takeLog(): StoredLog;
  /** Puts an object into the bucket. */
  put(object: NewObject): Promise<StoredLog>;
}

type Recipe = (from: PoisonIngredients) => Promise<string> | string;

/** Poison by kind, as the report names it: bodies that must end in the dead-letter queue, each of them different. */
export const POISON: Readonly<Record<string, Recipe>> = {
  'text that is no JSON': ({ random }) => `hello, ${random.uuid()}`,
  'JSON that announces nothing': ({ random }) => JSON.stringify({ kind: 'invoice', id: random.uuid() }),
  'key that does not exist': ({ bucket, random }) => notificationOf([missing(bucket, random)], random),
  'object that is no gzip': (from) => announced(from, Buffer.from(`no log at all ${from.random.uuid()}`)),
  'gzip of something else': (from) => announced(from, gzipSync(`<html>${from.random.uuid()}</html>`)),
  'log that was cut off': (from) => announced(from, cutOff(from.anyLog)),
  'missing key and a good log in one message': ({ bucket, random, takeLog }) =>
    notificationOf([missing(bucket, random), takeLog()], random),
};

/** So many poison bodies, each kind in turn. */
export async function poisonBodies(count: number, from: PoisonIngredients): Promise<string[]> {
  const recipes = Object.values(POISON);
  const bodies: string[] = [];
  for (let n = 0; n < count; n += 1) bodies.push(await recipes[n % recipes.length]!(from));
  return bodies;
}

async function announced(from: PoisonIngredients, body: Uint8Array): Promise<string> {
  return notificationOf([await from.put({ key: newKey(from.random), body })], from.random);
}

function missing(bucket: string, random: Random): StoredLog {
  return { bucket, key: newKey(random), etag: '0123456789abcdef0123456789abcdef', sizeBytes: 1000 };
}

function newKey(random: Random): string {
  const place = { accountId: '111122223333', region: 'eu-west-1' };
  return logFileKey(place, new Date('2026-03-02T00:00:00Z'), random.alphanumeric(16));
}

/** Somewhat less than all of it. */
function cutOff(log: Uint8Array): Uint8Array {
  return log.subarray(0, Math.floor(log.length * 0.7));
}
