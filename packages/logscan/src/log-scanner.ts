import { areScannable, type EventNames, loadNames } from './event-names.js';
import type { ByteSupply } from './input-buffer.js';
import { LogScan, type ScanOptions } from './log-scan.js';
import { createScanModule, isScanSupported, type ScanExports } from './scan-module.js';

/**
 * Scans logs for the records of some events. Keeps a module with 8 MiB of memory for each scan that is under way at the
 * same time, and uses it again.
 */
export class LogScanner {
  readonly #names: EventNames;
  readonly #options: ScanOptions;
  readonly #idle: ScanExports[] = [];

  /** @throws {RangeError} when {@link LogScanner.canScan} says that it cannot look for these names. */
  constructor(names: EventNames, options: ScanOptions = {}) {
    if (!LogScanner.canScan(names)) {
      throw new RangeError(
        'A scan cannot look for these names: there are too many, or too long ones, or all are wanted; ' +
          'or this machine has no WebAssembly with SIMD.',
      );
    }
    this.#names = names;
    this.#options = options;
  }

  /** Whether this machine can scan, and for these names: see {@link areScannable}. */
  static canScan(names: EventNames): boolean {
    return areScannable(names) && isScanSupported();
  }

  /** Lets `use` scan a gzip body. The scan, and what it handed out, is void when the promise of `use` is settled. */
  async scan<Result>(supply: ByteSupply, use: (scan: LogScan) => Promise<Result>): Promise<Result> {
    const module = this.#idle.pop() ?? this.#newModule();
    try {
      return await use(new LogScan(module, supply, this.#options));
    } finally {
      this.#idle.push(module);
    }
  }

  #newModule(): ScanExports {
    const module = createScanModule();
    loadNames(module, this.#names);
    return module;
  }
}
