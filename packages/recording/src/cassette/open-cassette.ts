import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CloudTrailEvent, Provided } from '@fullstop/core';
import { Redaction } from '../redaction/redaction.js';
import { type Cassette, portName } from './cassette.js';
import { CassetteError, REMEDY } from './cassette-error.js';
import { readCassette } from './cassette-file.js';
import { CassettePlayer } from './cassette-player.js';
import { CassetteRecorder } from './cassette-recorder.js';

/** How a cassette is opened. */
export interface CassetteOptions {
  /** `replay` asks nobody; `record` asks the real ports, and writes a new file. Default `replay`. */
  readonly mode?: Cassette['mode'];
  /** Events of the test: what stands in there is public already, and stays as it is in what is recorded. */
  readonly events?: readonly CloudTrailEvent[];
  /** Further texts to take out of what is recorded. Default none. */
  readonly redact?: readonly string[];
}

/** @throws {CassetteError} when there is no such file to replay, or it is no cassette. */
export function openCassette(
  path: string,
  { mode = 'replay', events = [], redact = [] }: CassetteOptions = {},
): Cassette {
  if (mode === 'replay') {
    if (!existsSync(path)) throw new CassetteError(`There is no cassette ${path}. ${REMEDY}`);
    return new CassettePlayer(readCassette(readFileSync(path, 'utf8'), path), path);
  }
  const redaction = new Redaction(redact);
  for (const { record } of events) redaction.keep(record);
  return recordingCassette(path, redaction);
}

function recordingCassette(path: string, redaction: Redaction): Cassette {
  const recorder = new CassetteRecorder();
  const provided: Provided[] = [];
  return {
    mode: 'record',
    provided,
    unused: [],
    missed: [],
    port: (token, real) => {
      const name = portName(token);
      if (!real) throw new CassetteError(`${path} cannot be recorded: nobody gave a real ${name}.`);
      const value = recorder.port(token, real());
      provided.push({ token: typeof token === 'symbol' ? token : Symbol.for(token), value });
      return value;
    },
    fetch: (options) => recorder.fetch(options),
    optionsOf: () => ({}),
    save: () => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, recorder.written(redaction));
    },
  };
}
