import type { Answer } from './exchange.js';

/**
 * What a probe found. `secured`: it asks who is there, sends to HTTPS, or does not work. `open`: it serves anybody. `closed`:
 * nothing there speaks HTTP. `unknown`: nobody can tell.
 */
export type ProbeVerdict =
  | { readonly verdict: 'secured' }
  /** `text`: what makes it open, for people. */
  | { readonly verdict: 'open'; readonly text: string }
  | { readonly verdict: 'closed'; readonly reason: string }
  | {
      readonly verdict: 'unknown';
      readonly reason: string;
      /** Whether it may be known at another time: false for what looks the same as long as nothing is changed. */
      readonly transient: boolean;
    };

/** That an answer leads to another address, which decides. */
export interface Hop {
  readonly verdict: 'follow';
  readonly to: URL;
}

/** How redirects are judged. */
export interface RedirectRule {
  readonly redirects: 'follow' | 'original';
  /** Whether a host asks people to sign in. */
  isLoginHost(host: string): boolean;
}

const SECURED = { verdict: 'secured' } as const;

/** Judges an answer. The first line that fits decides. */
export function judgeAnswer(url: URL, { status, location }: Answer, rule: RedirectRule): ProbeVerdict | Hop {
  if (status === 401 || status === 403) return SECURED;
  if (status >= 300 && status < 400) {
    return url.protocol === 'http:'
      ? judgeHttpRedirect(url, status, location, rule)
      : judgeHttpsRedirect(url, status, location, rule);
  }
  if (status >= 500 && status < 600) return SECURED;
  return open(`${url} answered with status ${status} and is therefore unsecured`);
}

/** Judges what an HTTPS endpoint redirects to, by the answer there. */
export function judgeHop(url: URL, to: URL, { status }: Answer): ProbeVerdict {
  if (status === 401 || status === 403) return SECURED;
  return open(
    `${url} redirects to ${shown(to)}, which answered with status ${status} and is therefore unsecured`,
  );
}

/** That an HTTPS endpoint redirects to where nobody outside can be asked to sign in. */
export function openRedirect(url: URL, to: URL, reason: string): ProbeVerdict {
  return open(`${url} redirects to ${shown(to)}, which does not ask for credentials (${reason})`);
}

/** What the lack of an answer means, by its code. */
export function judgeNoAnswer(code: string): ProbeVerdict {
  if (TRANSIENT.has(code)) return { verdict: 'unknown', reason: code, transient: true };
  if (LASTING.has(code)) return { verdict: 'unknown', reason: code, transient: false };
  return { verdict: 'closed', reason: code };
}

/** Somebody is there but slow, or this machine lacks something. */
const TRANSIENT = new Set([
  'HEADERS_TIMEOUT',
  'TOTAL_TIMEOUT',
  'DNS_TIMEOUT',
  'DNS_FAILED',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
]);
/** What firewalls that drop packets look like, this machine's lack of IPv6, and headers that are no headers. */
const LASTING = new Set([
  'CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'HPE_HEADER_OVERFLOW',
]);

function judgeHttpRedirect(
  url: URL,
  status: number,
  location: string | undefined,
  { redirects }: RedirectRule,
) {
  const isSafe =
    redirects === 'original' ? location?.startsWith('https') : resolved(url, location)?.protocol === 'https:';
  return isSafe ? SECURED : unsafeRedirect(url, status, location);
}

function judgeHttpsRedirect(url: URL, status: number, location: string | undefined, rule: RedirectRule) {
  if (rule.redirects === 'original') {
    return open(`${url} answered with status ${status} and is therefore unsecured`);
  }
  const to = resolved(url, location);
  if (to?.protocol !== 'https:') return unsafeRedirect(url, status, location);
  return rule.isLoginHost(to.hostname) ? SECURED : { verdict: 'follow' as const, to };
}

function resolved(url: URL, location: string | undefined): URL | undefined {
  return location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
}

function unsafeRedirect(url: URL, status: number, location: string | undefined): ProbeVerdict {
  const to = resolved(url, location);
  const where = location === undefined ? 'no location' : to ? shown(to) : 'a location that is no address';
  return open(`${url} redirects to a location with an unsafe protocol: status ${status}, ${where}`);
}

function open(text: string): ProbeVerdict {
  return { verdict: 'open', text };
}

// Written by whoever runs the endpoint, and stored.
const MAX_LOCATION = 300;

/** An address without credentials, and without its query: that is often another one each time. */
function shown({ protocol, host, pathname }: URL): string {
  const text = `${protocol}//${host}${pathname}`;
  return text.length > MAX_LOCATION ? `${text.slice(0, MAX_LOCATION)}…` : text;
}
