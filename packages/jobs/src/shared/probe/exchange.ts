import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';

/** Time limits of a request, in milliseconds. */
export interface ExchangeLimits {
  readonly connectMs: number;
  /** From the connection to the end of the headers. */
  readonly headersMs: number;
  /** All together. */
  readonly totalMs: number;
}

/** A request to an address that was checked. */
export interface ExchangeRequest {
  readonly url: URL;
  readonly address: string;
  readonly port: number;
  readonly userAgent: string;
  readonly limits: ExchangeLimits;
  readonly signal: AbortSignal;
}

/** Status and redirect of an answer. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
}

/** Why there is no answer: a code of Node, or which time limit passed. */
export type NoAnswer = { readonly code: string };

const MAX_HEADER_BYTES = 64 * 1024;
// Hosts with old ciphers and versions are as public as others.
const ANY_TLS = { rejectUnauthorized: false, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

/**
 * Asks for headers, never for a body. Any certificate will do; nothing is sent that identifies anybody else.
 * @throws the reason of the signal when that was aborted.
 */
export function exchange(question: ExchangeRequest): Promise<Answer | NoAnswer> {
  const { limits, signal } = question;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = open(question);
    const timers: NodeJS.Timeout[] = [];
    const settle = (finish: () => void) => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      request.destroy();
      finish();
    };
    const end = (result: Answer | NoAnswer) => settle(() => resolve(result));
    const onAbort = () => settle(() => reject(signal.reason));
    const after = (milliseconds: number, code: string) =>
      timers.push(setTimeout(() => end({ code }), milliseconds));

    signal.addEventListener('abort', onAbort, { once: true });
    after(limits.totalMs, 'TOTAL_TIMEOUT');
    after(limits.connectMs, 'CONNECT_TIMEOUT');
    onConnection(request, () => {
      clearTimeout(timers[1]);
      after(limits.headersMs, 'HEADERS_TIMEOUT');
    });
    const onAnswer = ({ statusCode = 0, headers }: IncomingMessage) =>
      end({ status: statusCode, location: headers.location });
    request.once('response', onAnswer);
    // Switching protocols is an answer as well.
    request.once('upgrade', onAnswer);
    // Stays: the end of the connection may be an error, too.
    request.on('error', (error: NodeJS.ErrnoException) => end({ code: error.code ?? 'INVALID_ANSWER' }));
    request.end();
  });
}

function open({ url, address, port, userAgent }: ExchangeRequest): ClientRequest {
  const options = {
    host: address,
    port,
    path: `${url.pathname}${url.search}`,
    // Of its own, and closed afterwards.
    agent: false as const,
    maxHeaderSize: MAX_HEADER_BYTES,
    setHost: false,
    headers: { host: url.host, 'user-agent': userAgent, accept: '*/*', connection: 'close' },
  };
  if (url.protocol === 'http:') return httpRequest(options);
  const host = hostOf(url);
  return httpsRequest({ ...options, ...ANY_TLS, servername: isIP(host) ? '' : host });
}

/** The host of a URL as a resolver takes it. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function onConnection(request: ClientRequest, connected: () => void): void {
  request.once('socket', (socket) => {
    socket.once('connect', connected);
  });
}
