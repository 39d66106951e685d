import { MODULE_BASE64 } from './generated/module-bytes.js';

/** What we use of WebAssembly; Node has it, the types of Node do not. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

// Not there when Node runs without its compilers (--jitless).
const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssemblyApi };

/** What `inflate` says about why it stopped. */
export const INFLATE_DONE = 0;
export const INFLATE_NEEDS_INPUT = 1;
export const INFLATE_NEEDS_ROOM = 2;

/** What `walk` says about why it stopped. */
export const WALK_DONE = 0;
export const WALK_NEEDS_TEXT = 1;
export const WALK_EXTENTS_FULL = 2;

/** A number that the module exports. */
export interface Exported {
  readonly value: number;
}

/** What the module of `assembly/index.ts` exports; addresses and lengths are in bytes. */
export interface ScanExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly inputAt: Exported;
  readonly inputBytes: Exported;
  readonly textAt: Exported;
  readonly slackBytes: Exported;
  readonly extentsAt: Exported;
  readonly maxHits: Exported;
  readonly maxNameBytes: Exported;
  readonly nameSlots: Exported;
  readonly lookAheadBytes: Exported;

  startInflate(output: number): void;
  inflate(from: number, end: number, limit: number): number;
  inflatedEnd(): number;
  inputPosition(): number;
  moveInflated(by: number, first: number): void;

  startCrc(): void;
  addToCrc(from: number, end: number): number;
  finishCrc(from: number, end: number): number;

  clearNames(): void;
  addName(from: number, length: number): void;
  setLongestName(bytes: number): void;
  readonly hitCount: Exported;
  clearHits(): void;
  prefilter(from: number, end: number): void;
  moveHits(first: number, by: number): void;

  readonly elements: Exported;
  readonly resumeAt: Exported;
  readonly extentCount: Exported;
  readonly nextHit: Exported;
  startWalk(at: number): void;
  walk(end: number, whole: boolean, final: boolean, maxBytes: number): number;
  clearExtents(): void;
  moveWalk(by: number): void;
  hasUsualFrame(from: number, end: number): number;
}

let compiled: object | undefined;

/** Whether this machine can run the module: it needs WebAssembly with 128-bit SIMD. */
export function isScanSupported(): boolean {
  return WebAssembly?.validate(moduleBytes()) ?? false;
}

/**
 * A module of its own, with 8 MiB of memory of which the system provides what is used.
 * @throws {Error} when {@link isScanSupported} says no.
 */
export function createScanModule(): ScanExports {
  if (!WebAssembly) throw new Error('There is no WebAssembly here: run Node without --jitless.');
  // The bytes are 10 kB and ours: compiling at once takes less than a millisecond.
  compiled ??= new WebAssembly.Module(moduleBytes());
  return new WebAssembly.Instance(compiled).exports as ScanExports;
}

function moduleBytes(): Buffer {
  return Buffer.from(MODULE_BASE64, 'base64');
}
