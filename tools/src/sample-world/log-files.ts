import { textAt } from '@fullstop/core';
import { CaseDealer } from './case-dealer.js';
import { type Place, PlaceDealer } from './geography.js';
import { logFileKey } from './log-file-key.js';
import { quietRecord } from './quiet/index.js';
import { Random } from './random.js';
import type { ExpectedViolation, Happening, Scene } from './scene.js';

/** What the log files look like; all have defaults. */
export interface LogFileOptions {
  /** The same seed and options give the same files. Default 1. */
  readonly seed?: number;
  /** Elements of `Records` in each file. Default 120. */
  readonly recordsPerFile?: number;
  /** Share (0 to 1) of records with a source and name that some plugin looks at, failed calls included. Default 0.02. */
  readonly interestingShare?: number;
  /** Share (0 to 1) of the other records that mention interesting calls in their texts. Default 0.01. */
  readonly decoyShare?: number;
  /** Each n-th file repeats records of an earlier one, as overlapping trails do; 0 for none. Default 8. */
  readonly overlapEvery?: number;
}

/** A log file before it is packed. */
export interface LogFile {
  /** Object key in the layout of an account's trail. */
  readonly key: string;
  /** `{"Records":[…]}` */
  readonly text: string;
  readonly records: number;
  /** Records that repeat one of an earlier file. */
  readonly repeated: number;
  /** Records with a source and name that some plugin looks at, repeated ones included. */
  readonly interesting: number;
  /** Violations that no earlier file led to. */
  readonly expected: readonly ExpectedViolation[];
}

/** A record as text; repeated ones are the very same text. */
interface Line {
  readonly text: string;
  readonly interesting: boolean;
}

/** What an earlier file held, for the file that repeats it. */
interface Written {
  readonly place: Place;
  readonly lines: readonly Line[];
}

const START = Date.parse('2026-03-01T23:20:00Z');
const DELIVERY_MS = 5 * 60_000;
const FILES_PER_DELIVERY = 4;
const OVERLAP_DISTANCE = 3;

/** Writes log files without end, one at a time. */
export function* logFiles(options: LogFileOptions = {}): Generator<LogFile, never, void> {
  const {
    seed = 1,
    recordsPerFile = 120,
    interestingShare = 0.02,
    decoyShare = 0.01,
    overlapEvery = 8,
  } = options;
  const random = new Random(seed);
  const places = new PlaceDealer(random);
  const cases = new CaseDealer(random);
  const earlier: Written[] = [];

  for (let index = 0; ; index += 1) {
    const overlaps = overlapEvery > 0 && index % overlapEvery === overlapEvery - 1;
    const original = overlaps ? earlier.at(-OVERLAP_DISTANCE) : undefined;
    const place = original?.place ?? places.next();
    const deliveredAt = START + Math.floor(index / FILES_PER_DELIVERY) * DELIVERY_MS;

    const lines = original ? repeatedLines(original, recordsPerFile, random) : [];
    const repeated = lines.length;
    const expected: ExpectedViolation[] = [];
    while (lines.length < recordsPerFile) {
      const time = new Date(
        deliveredAt - DELIVERY_MS + Math.floor((lines.length / recordsPerFile) * DELIVERY_MS),
      );
      const scene: Scene = { ...place, time, random };
      const interesting = random.chance(interestingShare);
      if (interesting) {
        const happening = cases.next(place.region).build(scene);
        expected.push(...violationsOf(happening, place));
        lines.push({ text: JSON.stringify(happening.record), interesting });
      } else {
        lines.push({ text: JSON.stringify(quietRecord(scene, decoyShare)), interesting });
      }
    }

    earlier.push({ place, lines });
    if (earlier.length > OVERLAP_DISTANCE) earlier.shift();
    yield {
      key: logFileKey(place, new Date(deliveredAt), random.alphanumeric(16)),
      text: `{"Records":[${lines.map(({ text }) => text).join(',')}]}`,
      records: lines.length,
      repeated,
      interesting: lines.filter(({ interesting }) => interesting).length,
      expected,
    };
  }
}

// All interesting records and some others, but always room for new ones.
function repeatedLines(original: Written, recordsPerFile: number, random: Random): Line[] {
  const repeated = original.lines.filter(({ interesting }) => interesting || random.chance(0.2));
  return repeated.slice(0, Math.floor(recordsPerFile / 2));
}

function violationsOf({ record, expected }: Happening, place: Place): ExpectedViolation[] {
  return expected.map(({ type, instanceId, metaInfo }) => ({
    account_id: place.accountId,
    region: place.region,
    event_id: textAt(record, 'eventID') ?? '',
    type,
    instance_id: instanceId,
    meta_info: metaInfo,
  }));
}
