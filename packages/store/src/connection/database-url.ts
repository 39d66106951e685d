import { DatabaseConfigError } from './database-errors.js';
import type { DatabaseOptions } from './database-options.js';

/** Where a PostgreSQL server is and how to sign in. */
export interface DatabaseAddress {
  /** In the form that the `pg` package reads; holds the password. */
  readonly connectionString: string;
  /** `host:port/database`, for people. */
  readonly place: string;
  /** Parameters of a JDBC URL that have no meaning here. */
  readonly ignoredParameters: readonly string[];
}

const JDBC = /^jdbc:/i;
const ACCEPTED_SCHEMES = new Set(['postgres:', 'postgresql:']);

/** What the JDBC driver calls differently from `pg`, or the same. */
const JDBC_PARAMETERS: Readonly<Record<string, string>> = {
  user: 'user',
  password: 'password',
  sslmode: 'sslmode',
  sslrootcert: 'sslrootcert',
  sslcert: 'sslcert',
  sslkey: 'sslkey',
  ApplicationName: 'application_name',
};

/**
 * Reads `postgres://`, `postgresql://` and `jdbc:postgresql://` URLs.
 * @throws {DatabaseConfigError} which never repeats the URL: it may hold a password.
 */
export function parseDatabaseUrl(
  options: Pick<DatabaseOptions, 'url' | 'user' | 'password'>,
): DatabaseAddress {
  const text = (options.url ?? '').trim();
  const isJdbc = JDBC.test(text);
  const url = readUrl(isJdbc ? withHost(text.replace(JDBC, '')) : text);
  const ignoredParameters = isJdbc ? translateJdbcParameters(url) : [];

  // As parameters and not in front of the host, because a URL without a host (a Unix socket) has no such place.
  if (options.user !== undefined) url.searchParams.set('user', options.user);
  if (options.password !== undefined) url.searchParams.set('password', options.password);

  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost');
  const port = url.searchParams.get('port') ?? (url.port || '5432');
  return { connectionString: url.href, place: `${host}:${port}${url.pathname}`, ignoredParameters };
}

/** `jdbc:postgresql:db` means database `db` on this machine. */
function withHost(text: string): string {
  return text.replace(/^(postgresql:)\/?(?!\/)/i, '$1//localhost/');
}

function readUrl(text: string): URL {
  // The parser's own error is no cause to attach: it carries its input, password included.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ACCEPTED_SCHEMES.has(url.protocol)) return url;
  throw new DatabaseConfigError(
    'The database URL cannot be read. Expected postgresql://user@host:5432/database, the same with postgres://, or ' +
      'jdbc:postgresql://host:5432/database, with one host. Percent-encode special characters in user and password, ' +
      'or give these two separately.',
  );
}

function translateJdbcParameters(url: URL): string[] {
  const given = [...url.searchParams];
  url.search = '';
  const ignored: string[] = [];
  for (const [name, value] of given) {
    const target = JDBC_PARAMETERS[name];
    if (target !== undefined) url.searchParams.set(target, value);
    else if (name !== 'ssl') ignored.push(name);
  }
  translateSsl(url, given);
  return ignored;
}

/** The JDBC driver's modes are those of libpq, which `pg` follows only when told; its `ssl` is short for the strictest. */
function translateSsl(url: URL, given: readonly [string, string][]): void {
  const ssl = given.find(([name]) => name === 'ssl')?.[1];
  if (ssl !== undefined && ssl !== 'false' && !url.searchParams.has('sslmode')) {
    url.searchParams.set('sslmode', 'verify-full');
  }
  // `allow` begins without encryption, and every server that has it accepts that, or says what it wants.
  if (url.searchParams.get('sslmode') === 'allow') url.searchParams.set('sslmode', 'disable');
  if (url.searchParams.has('sslmode')) url.searchParams.set('uselibpqcompat', 'true');
}
