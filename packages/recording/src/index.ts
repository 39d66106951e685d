export type { Cassette } from './cassette/cassette.js';
export { CassetteError, CassetteMissError, CassetteValueError } from './cassette/cassette-error.js';
export { CassetteRecorder } from './cassette/cassette-recorder.js';
export { type CassetteOptions, openCassette } from './cassette/open-cassette.js';
export type { FetchOptions } from './cassette/recorded-fetch.js';
export { Redaction } from './redaction/redaction.js';
