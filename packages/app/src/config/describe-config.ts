import type { LoadedConfig } from './load-config.js';

/** One line of the effective configuration. */
export interface ConfigLine {
  readonly setting: string;
  /** As JSON, secrets masked. */
  readonly value: string;
  /** `default`, a file, or an environment variable. */
  readonly source: string;
}

const SECRET_NAME = /password|secret|token|credential|apikey|privatekey/i;
const MASK = '***';

/** The effective configuration, line by line. Never shows a secret. */
export function describeConfig({ config, sources }: LoadedConfig): ConfigLine[] {
  return linesOf(config, [], sources);
}

function linesOf(
  value: unknown,
  path: readonly string[],
  sources: ReadonlyMap<string, string>,
): ConfigLine[] {
  const setting = path.join('.');
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !sources.has(setting)) {
    return Object.entries(value).flatMap(([name, inner]) => linesOf(inner, [...path, name], sources));
  }
  return [{ setting, value: shown(path, value), source: sources.get(setting) ?? 'default' }];
}

function shown(path: readonly string[], value: unknown): string {
  if (SECRET_NAME.test(path.at(-1) ?? '')) return MASK;
  return JSON.stringify(value, (name, inner) => {
    if (SECRET_NAME.test(name)) return MASK;
    return typeof inner === 'string' ? withoutPassword(inner) : inner;
  });
}

/** An address without the password that may be in it, in front of the host or as a parameter. */
function withoutPassword(text: string): string {
  return text
    .replace(/(\/\/[^/@:\s]*):[^@\s]*@/, `$1:${MASK}@`)
    .replace(/([?&]password=)[^&\s]*/gi, `$1${MASK}`);
}
