import type { JsonValue } from '@fullstop/core';
import { type Command, InvalidArgumentError } from 'commander';
import { countArgument } from '../count-argument.js';
import { metaText } from '../output/meta-text.js';
import { type ClientConfig, listOf } from './client-config.js';
import { type MetaFilter, parseMetaFilters } from './meta-filter.js';
import { parseSince } from './since.js';

/** Which violations are meant. What is absent, or an empty list, is no condition. */
export interface ViolationFilter {
  readonly accounts: readonly string[];
  readonly since?: Date;
  readonly type?: string;
  readonly severity?: number;
  readonly region?: string;
  readonly instanceId?: string;
  readonly applications: readonly string[];
  readonly applicationVersions: readonly string[];
  readonly meta: readonly MetaFilter[];
  /** Says whether meta information matches `--remeta`. */
  readonly remeta?: (metaInfo: JsonValue) => boolean;
}

/** What commander makes of the options. */
export interface FilterOptions {
  readonly accounts?: readonly string[];
  readonly since?: Date;
  readonly type?: string;
  readonly severity?: number;
  readonly region?: string;
  readonly instanceId?: string;
  readonly applications?: readonly string[];
  readonly applicationVersions?: readonly string[];
  readonly meta?: readonly MetaFilter[];
  readonly remeta?: (metaInfo: JsonValue) => boolean;
  readonly limit: number;
}

/** Longest pattern of `--remeta`, in characters. */
const MAX_PATTERN = 1000;

/** Adds the options that say which violations are meant. */
export function withFilterOptions(command: Command, now: () => Date): Command {
  return command
    .option(
      '--accounts <ids>',
      'only these AWS accounts, comma separated (default: the configured ones)',
      listOf,
    )
    .option('-s, --since <time>', 'only since then: 30m, 24h, 7d, 2w, or an ISO date (UTC)', (text: string) =>
      parseSince(text, now()),
    )
    .option('-t, --type <type>', 'only violations of this type')
    .option('--severity <number>', 'only violations of this severity', severityArgument)
    .option('-r, --region <id>', 'only in this AWS region')
    .option('--instance-id <id>', 'only of this instance, or other resource')
    .option('--applications <names>', 'only of these applications, comma separated', listOf)
    .option('--application-versions <names>', 'only of these versions, comma separated', listOf)
    .option(
      '-m, --meta <key=value>',
      'only with this meta information; several: comma separated, or repeated',
      parseMetaFilters,
    )
    .option(
      '-x, --remeta <regex>',
      'only with meta information whose text, as listed, matches',
      remetaArgument,
    )
    .option('-l, --limit <count>', 'how many at most', countArgument, 20);
}

/** The filter that the options and the configuration make. */
export function filterOf(options: FilterOptions, { accounts }: ClientConfig): ViolationFilter {
  return {
    ...options,
    accounts: options.accounts ?? accounts,
    applications: options.applications ?? [],
    applicationVersions: options.applicationVersions ?? [],
    meta: options.meta ?? [],
  };
}

/** A test whether the text of meta information has a match anywhere. @throws {InvalidArgumentError} for a wrong pattern. */
export function remetaArgument(pattern: string): (metaInfo: JsonValue) => boolean {
  const regex = compiled(pattern);
  return (metaInfo) => {
    const text = metaText(metaInfo);
    return text !== '' && regex.test(text);
  };
}

function compiled(pattern: string): RegExp {
  if (pattern.length > MAX_PATTERN) throw new InvalidArgumentError(`Longer than ${MAX_PATTERN} characters.`);
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    throw new InvalidArgumentError(String(error));
  }
}

function severityArgument(text: string): number {
  if (/^\d{1,4}$/.test(text.trim())) return Number(text);
  throw new InvalidArgumentError('Expected a whole number, such as 3.');
}
