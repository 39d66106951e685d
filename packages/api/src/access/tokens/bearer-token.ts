import type { IncomingMessage } from 'node:http';

/**
 * The bearer token of a request; `undefined` without one, empty for `Bearer` alone. Only the header counts: addresses end
 * up in logs. It ends at the first comma, where proxies append a second header.
 */
export function bearerTokenOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const header = headers.authorization?.trim() ?? '';
  if (!/^bearer(\s|,|$)/i.test(header)) return undefined;
  return header.slice('bearer'.length).split(',', 1)[0]?.trim() ?? '';
}
