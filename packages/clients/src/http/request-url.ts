import { ClientArgumentError, ClientOptionsError } from '../errors/errors.js';

const MAX_SEGMENT = 1024;

/**
 * Address of a service from the configuration: http or https, with or without a path or a slash at the end.
 * @param name of the option, for messages.
 * @throws {ClientOptionsError} when it is no such address, or carries credentials. The message does not repeat it.
 */
export function parseBaseUrl(name: string, text: string): URL {
  const problem = addressProblem(text);
  if (problem !== undefined) throw new ClientOptionsError([`${name}: ${problem}`]);
  return new URL(text.trim());
}

/**
 * What is wrong with the address of a service; `undefined` when nothing is. Never repeats the address.
 * @param allowQuery whether a query may be part of it. Default false.
 */
export function addressProblem(text: string, allowQuery = false): string | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return 'expected an address such as https://service.example.org';
  }
  // fetch refuses such addresses with a message that shows the password.
  if (url.username !== '' || url.password !== '') return 'expected an address without user name and password';
  if ((url.search !== '' && !allowQuery) || url.hash !== '')
    return `expected an address without ${allowQuery ? '' : '? and '}#`;
  return undefined;
}

/**
 * Address of a request. Segments and query values are taken literally and percent-encoded.
 * @throws {ClientArgumentError} for a segment that no address can carry: blank, `.` or `..`, longer than 1024 characters,
 *   not Unicode.
 */
export function requestUrl(
  base: URL,
  segments: readonly string[],
  query: Readonly<Record<string, string>> = {},
): URL {
  const path = segments.map(encodeSegment).join('/');
  const parameters = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path}`;
  url.search = parameters.join('&');
  return url;
}

function encodeSegment(segment: string): string {
  // An address with `..`, encoded or not, means another resource.
  if (segment.trim() === '' || segment === '.' || segment === '..' || segment.length > MAX_SEGMENT) {
    throw new ClientArgumentError(`${JSON.stringify(segment.slice(0, 80))} cannot be part of an address`);
  }
  return encode(segment);
}

function encode(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new ClientArgumentError('A text with half a character was given');
  return encodeURIComponent(text);
}
