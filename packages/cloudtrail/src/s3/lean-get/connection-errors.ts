import { errors } from 'undici';

/** Codes of undici's errors, and the code that Node gives to the same trouble. */
const NODE_CODES: Readonly<Record<string, string>> = {
  UND_ERR_INVALID_ARG: 'ERR_INVALID_ARG_VALUE',
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
};
/** Of an answer that is no HTTP: undici has no code for what is wrong with it, Node has one of many. */
const NO_HTTP = 'HPE_INVALID';
/** What the SDK's request handler calls a TimeoutError. */
const TIMEOUTS = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']);

/** An error of undici's as the SDK's own request handler would report it, so that the SDK understands it. */
export function asHandlerError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error)) return error;
  if (error instanceof errors.HTTPParserError) {
    return Object.assign(new Error(error.message, { cause: error }), { code: NO_HTTP });
  }
  const known = String(error.code);
  const code = NODE_CODES[known] ?? known;
  const name = TIMEOUTS.has(code) ? 'TimeoutError' : 'Error';
  if (code === known && name === 'Error') return error;
  const said = 'message' in error && error.message ? ` (${String(error.message)})` : '';
  return Object.assign(new Error(`${code}${said}`, { cause: error }), { name, code });
}
