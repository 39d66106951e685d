const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A server URL in its usual form: `https://` where no scheme is given, no slash at its end; `undefined` when it is none. */
export function normalUrl(text: string): string | undefined {
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  if (!URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** Whether a URL leads to this machine. */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}
