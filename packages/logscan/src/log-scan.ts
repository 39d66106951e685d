import { GzipText } from './gzip-text.js';
import { type ByteSupply, InputBuffer } from './input-buffer.js';
import { type ScanExports, WALK_DONE, WALK_EXTENTS_FULL, WALK_NEEDS_TEXT } from './scan-module.js';
import type { ScanProblem } from './scan-problem.js';

const HISTORY_BYTES = 32 * 1024;
// In text that nobody scans, pieces of this size are handed out.
const PIECE_BYTES = 1024 * 1024;

/** How to scan a log. */
export interface ScanOptions {
  /** Whether to check the checksums of gzip. Default true; without, damage can go unnoticed. */
  readonly checksum?: boolean;
  /** Whether to count all elements, and look at the whole text for that. Default true. */
  readonly countRecords?: boolean;
  /** Bytes of text to unpack at most. Default 4 GiB. */
  readonly maxTextBytes?: number;
  /** Bytes of one element; a longer one counts as unusual. Default 4 MiB; more than 7 MiB never fit. */
  readonly maxRecordBytes?: number;
}

/** An element of `Records` that may be wanted. */
export interface ScannedElement {
  /** Position among all elements of `Records`, from 0. */
  readonly index: number;
  /** Its JSON text in UTF-8, not looked at further; valid until the next step. */
  readonly bytes: Buffer;
}

/** Where a scan gave up: the text from there on is for somebody else to read. */
export interface ResumePoint {
  /** Elements of `Records` before this place. With 0, the place is the start of the text. */
  readonly records: number;
  /** Bytes of text before this place. It is right behind the last of these elements. */
  readonly offset: number;
}

/** What a scan comes to next. `text` is a piece of text from {@link LogScan.resumePoint} on, valid until the next step. */
export type ScanStep =
  | { readonly kind: 'elements'; readonly elements: readonly ScannedElement[] }
  | { readonly kind: 'text'; readonly text: Buffer }
  | { readonly kind: 'end' };

const END: ScanStep = { kind: 'end' };

/** Reads one gzip body. Ask for steps until there is the `end`. */
export class LogScan {
  /** Set once the scan met something unusual; from then on there are only steps of `text`. */
  resumePoint: ResumePoint | undefined;
  /** Whether the end of the list was seen, so that {@link records} are all there are. */
  isCounted = false;
  readonly #module: ScanExports;
  readonly #memory: Buffer;
  readonly #numbers: Uint32Array;
  readonly #text: GzipText;
  readonly #countRecords: boolean;
  readonly #maxTextBytes: number;
  readonly #maxRecordBytes: number;
  readonly #start: number;
  readonly #limit: number;
  /** Bytes of text that are not in memory any more. */
  #gone = 0;
  /** The first byte of text that was not looked at; in steps of text, the first one that was not handed out. */
  #seen: number;
  #tooLarge = false;

  /** @param module with names loaded; nobody else may use it until the end. */
  constructor(module: ScanExports, supply: ByteSupply, options: ScanOptions = {}) {
    this.#module = module;
    this.#memory = Buffer.from(module.memory.buffer);
    this.#numbers = new Uint32Array(module.memory.buffer);
    this.#text = new GzipText(
      module,
      new InputBuffer(module, this.#memory, supply),
      options.checksum ?? true,
    );
    this.#countRecords = options.countRecords ?? true;
    this.#maxTextBytes = options.maxTextBytes ?? 2 ** 32;
    this.#maxRecordBytes = Math.min(options.maxRecordBytes ?? 4 * 1024 * 1024, 0xffff_ffff);
    this.#start = module.textAt.value;
    this.#limit = this.#memory.length - module.slackBytes.value;
    this.#seen = this.#start;
    module.clearHits();
    module.startWalk(this.#start);
  }

  /** What is wrong with the body, as far as it was read. */
  get problem(): ScanProblem | undefined {
    if (!this.#tooLarge) return this.#text.problem;
    return { kind: 'too-large', detail: `The object has more than ${this.#maxTextBytes} bytes of text.` };
  }

  /** Bytes of text so far, at most as many as the options allow. */
  get textBytes(): number {
    return this.#gone + this.#end - this.#start;
  }

  /** Elements passed so far; all of them, if all are counted and nothing was unusual. */
  get records(): number {
    return this.#module.elements.value;
  }

  /** Goes on. @throws what the supply throws. */
  async next(): Promise<ScanStep> {
    while (this.resumePoint === undefined) {
      await this.#fill();
      const step = this.#walk();
      if (step) return step;
    }
    return this.#nextText();
  }

  get #ended(): boolean {
    return this.#text.ended || this.#tooLarge;
  }

  get #end(): number {
    return Math.min(this.#text.end, this.#start + this.#maxTextBytes - this.#gone);
  }

  /** Unpacks until memory is full or the text ends, and looks for hits on the way. */
  async #fill(): Promise<void> {
    while (!this.#ended && this.#text.end < this.#limit) {
      await this.#unpack(this.#limit);
      const end = this.#ended ? this.#end : this.#text.end - this.#module.lookAheadBytes.value;
      if (end <= this.#seen) continue;
      this.#module.prefilter(this.#seen, end);
      this.#seen = end;
    }
  }

  async #unpack(limit: number): Promise<void> {
    await this.#text.step(limit);
    this.#tooLarge = this.#gone + this.#text.end - this.#start > this.#maxTextBytes;
  }

  #walk(): ScanStep | undefined {
    const module = this.#module;
    // Damage is for others to judge, and more hits than anybody can note are no hits at all.
    if (this.#isDamaged || module.hitCount.value > module.maxHits.value) return this.#giveUp();

    const isAll = this.#ended && this.#gone === 0;
    const whole = this.#countRecords || !isAll;
    // Of what was not looked at yet, nobody knows the hits.
    const outcome = module.walk(this.#seen, whole, this.#ended, this.#maxRecordBytes);
    const elements = this.#takeElements();
    if (outcome === WALK_EXTENTS_FULL) return elements;
    if (outcome === WALK_DONE) {
      this.isCounted = whole;
      if (!whole && !module.hasUsualFrame(this.#start, this.#end)) return elements ?? this.#giveUp();
      return elements ?? END;
    }
    if (outcome === WALK_NEEDS_TEXT && elements) return elements;
    return elements ?? (outcome === WALK_NEEDS_TEXT && this.#makeRoom() ? undefined : this.#giveUp());
  }

  get #isDamaged(): boolean {
    const { problem } = this;
    return problem !== undefined && problem.kind !== 'trailing-garbage';
  }

  #takeElements(): ScanStep | undefined {
    const count = this.#module.extentCount.value;
    if (count === 0) return undefined;
    const first = this.#module.extentsAt.value >>> 2;
    const elements = Array.from({ length: count }, (_, at): ScannedElement => {
      const [start, end, index] = this.#numbers.subarray(first + at * 3, first + at * 3 + 3);
      return { index: index!, bytes: this.#memory.subarray(start, end) };
    });
    this.#module.clearExtents();
    return { kind: 'elements', elements };
  }

  /** Drops the text that is done with; `false` when there is none, because one element fills the memory. */
  #makeRoom(): boolean {
    const { resumeAt, nextHit } = this.#module;
    const keep = Math.min(resumeAt.value, this.#text.end - HISTORY_BYTES);
    const by = keep - this.#start;
    if (by <= 0) return false;
    this.#module.moveHits(nextHit.value, by);
    this.#module.moveWalk(by);
    this.#drop(by);
    return true;
  }

  #drop(by: number): void {
    this.#memory.copyWithin(this.#start, this.#start + by, this.#text.end);
    this.#text.move(by);
    this.#seen -= by;
    this.#gone += by;
  }

  /** From here on, the text goes to somebody who knows everything about JSON. */
  #giveUp(): undefined {
    const { elements, resumeAt } = this.#module;
    this.#seen = resumeAt.value;
    this.resumePoint = { records: elements.value, offset: this.#gone + resumeAt.value - this.#start };
    return undefined;
  }

  async #nextText(): Promise<ScanStep> {
    if (this.#seen >= this.#end && !this.#ended) {
      if (this.#text.end > this.#limit - PIECE_BYTES)
        this.#drop(this.#text.end - HISTORY_BYTES - this.#start);
      const limit = this.#text.end + PIECE_BYTES;
      while (!this.#ended && this.#text.end < limit) await this.#unpack(limit);
    }
    if (this.#seen >= this.#end) return END;
    const end = Math.min(this.#end, this.#seen + PIECE_BYTES);
    const text = this.#memory.subarray(this.#seen, end);
    this.#seen = end;
    return { kind: 'text', text };
  }
}
