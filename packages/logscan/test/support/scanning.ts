import { gzipSync } from 'node:zlib';
import {
  type EventNames,
  type FoundRecord,
  LogScanner,
  type ScanOptions,
  type ScanProblem,
  type ScanSummary,
  scanRecords,
} from '../../src/index.js';

/** Looks for one name and one prefix. */
export const NAMES: EventNames = { names: ['Run'], prefixes: ['Create'] };

/** Bytes in pieces of some length. */
export async function* bodyOf(
  bytes: Uint8Array,
  pieceBytes = 65_536,
): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** What came of a scan. */
export interface Found {
  readonly records: readonly FoundRecord[];
  readonly summary: ScanSummary;
}

/** Packs a text, and finds records in it. */
export async function found(
  content: string | Uint8Array,
  options: ScanOptions & { readonly names?: EventNames; readonly pieceBytes?: number } = {},
): Promise<Found> {
  const records: FoundRecord[] = [];
  const body = typeof content === 'string' ? gzipSync(content) : content;
  const { names = NAMES, pieceBytes, ...others } = options;
  const summary = await scanRecords(
    bodyOf(body, pieceBytes),
    names,
    (record) => records.push(record),
    others,
  );
  return { records, summary };
}

/** What is unpacked of a body that holds no log, and what is wrong with it. */
export interface Unpacked {
  readonly text: Buffer;
  readonly problem: ScanProblem | undefined;
}

const scanners = new Map<boolean, LogScanner>();

/** Unpacks a body whose text is anything but a log: everything is handed out as it is. */
export async function unpacked(body: Uint8Array, pieceBytes?: number, checksum = true): Promise<Unpacked> {
  const scanner = scanners.get(checksum) ?? new LogScanner(NAMES, { checksum });
  scanners.set(checksum, scanner);
  const pieces = bodyOf(body, pieceBytes);
  const pull = async () => (await pieces.next()).value ?? undefined;
  return scanner.scan({ pull }, async (scan) => {
    const texts: Buffer[] = [];
    for (let step = await scan.next(); step.kind !== 'end'; step = await scan.next()) {
      if (step.kind === 'text') texts.push(Buffer.from(step.text));
    }
    return { text: Buffer.concat(texts), problem: scan.problem };
  });
}

/** Numbers from 0 to below 1 that are the same in every run. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}
