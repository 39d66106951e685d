import { fileURLToPath } from 'node:url';
import {
  type Cassette,
  CassetteError,
  type CassetteOptions,
  openCassette as open,
} from '@fullstop/recording';

/**
 * Opens recorded answers of the outside, for a test of a plugin. It asks nobody, unless the environment says
 * `FULLSTOP_CASSETTES=record`; never in a build (`CI`).
 * @param file such as `new URL('./fixtures/facts.json', import.meta.url)`.
 * @throws {CassetteError} when the file is not there, is no cassette, or would be recorded in a build.
 */
export function openCassette(file: URL | string, options: CassetteOptions = {}): Cassette {
  const mode = options.mode ?? modeOf(process.env.FULLSTOP_CASSETTES);
  if (mode === 'record' && process.env.CI) {
    throw new CassetteError(
      'Cassettes are not recorded in a build (CI is set): record where you can look at them.',
    );
  }
  return open(file instanceof URL ? fileURLToPath(file) : file, { ...options, mode });
}

function modeOf(text: string | undefined): Cassette['mode'] {
  if (!text || text === 'replay') return 'replay';
  if (text === 'record') return text;
  throw new CassetteError(`FULLSTOP_CASSETTES is ${text}; it can be record or replay.`);
}
