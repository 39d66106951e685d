import type { JsonObject, JsonValue } from '@fullstop/core';
import { type Command, Option } from 'commander';
import type { ClientContext, OutputStream } from '../client/client-context.js';
import { usesColour } from './colours.js';
import { withoutControlCharacters } from './control-characters.js';
import { metaText } from './meta-text.js';
import { freshnessOf, relativeTime } from './relative-time.js';
import { type Cell, textTable } from './text-table.js';

const FORMATS = ['text', 'table', 'json', 'ndjson', 'tsv'] as const;

/** Forms in which rows can be printed; `text` and `table` are the same. */
export type Format = (typeof FORMATS)[number];

/** A column, by the name that json and tsv give it. */
export interface Column {
  readonly name: string;
  /** Default: the name in title case, with blanks. */
  readonly title?: string;
  /** What the values are: `time` is an ISO date, `meta` any JSON. Default `text`. */
  readonly kind?: 'text' | 'number' | 'time' | 'meta';
  /** When a table that does not fit the terminal cuts it. Default: `meta` first, others only when nothing else helps. */
  readonly cut?: 'first' | 'last';
}

/** Options of every command that prints rows. */
export interface OutputOptions {
  readonly output: Format;
  /** `false` with `--no-color`. */
  readonly color: boolean;
}

/** Adds the options that say how to print. */
export function withOutputOptions(command: Command): Command {
  return command
    .addOption(new Option('-o, --output <format>', 'how to print').choices(FORMATS).default('text'))
    .option('--no-color', 'print without colours');
}

/** Prints rows; each has a member per column. */
export function printRows(
  context: ClientContext,
  columns: readonly Column[],
  rows: readonly JsonObject[],
  options: OutputOptions,
): void {
  context.stdout.write(rendered(context, columns, rows, options));
}

/** Prints one JSON value: indented on a terminal, else on one line. */
export function printJson({ stdout }: Pick<ClientContext, 'stdout'>, value: unknown): void {
  stdout.write(jsonText(stdout, value));
}

/** Where progress goes: where the rows go while people read them, else beside them. */
export function progressStream({ stdout, stderr }: ClientContext, output: Format): OutputStream {
  return stdout.isTTY && (output === 'text' || output === 'table') ? stdout : stderr;
}

function jsonText({ isTTY }: OutputStream, value: unknown): string {
  return `${isTTY ? JSON.stringify(value, null, 2) : JSON.stringify(value)}\n`;
}

function rendered(
  context: ClientContext,
  columns: readonly Column[],
  rows: readonly JsonObject[],
  options: OutputOptions,
): string {
  switch (options.output) {
    case 'json':
      return jsonText(
        context.stdout,
        rows.map((row) => jsonOf(columns, row)),
      );
    case 'ndjson':
      return rows.map((row) => `${JSON.stringify(jsonOf(columns, row))}\n`).join('');
    case 'tsv':
      return [columns.map(({ name }) => name), ...rows.map((row) => tsvOf(columns, row))]
        .map((cells) => `${cells.join('\t')}\n`)
        .join('');
    case 'text':
    case 'table':
      return tableOf(context, columns, rows, usesColour(context, options));
  }
}

function tableOf(
  { stdout, now }: ClientContext,
  columns: readonly Column[],
  rows: readonly JsonObject[],
  colour: boolean,
): string {
  const textColumns = columns.map(
    ({ name, title, kind, cut = kind === 'meta' ? ('first' as const) : ('never' as const) }) => ({
      title: title ?? titleOf(name),
      align: kind === 'number' || kind === 'time' ? ('right' as const) : ('left' as const),
      cut,
    }),
  );
  const cells = rows.map((row) => columns.map((column) => cellOf(column, row[column.name], now())));
  return textTable(textColumns, cells, { colour, ...(stdout.isTTY && { width: stdout.columns }) });
}

function cellOf({ kind }: Column, value: JsonValue | undefined, now: Date): Cell {
  const date = kind === 'time' ? dateOf(value) : undefined;
  if (date === undefined) return { text: plainText(kind, value) };
  const freshness = freshnessOf(date, now);
  const text = relativeTime(date, now);
  if (freshness === 'new') return { text, style: ['green', 'bold'] };
  return freshness === 'recent' ? { text, style: 'green' } : { text };
}

/** The columns by name, sorted. A column `x_time` is in epoch seconds, and there is `x` with the ISO date. */
function jsonOf(columns: readonly Column[], row: JsonObject): JsonObject {
  const members = columns.flatMap(({ name, kind }): [string, JsonValue][] => {
    const value = row[name] ?? null;
    if (kind !== 'time' || !name.endsWith('_time')) return [[name, value]];
    const date = dateOf(value);
    return [
      [name, date === undefined ? null : date.getTime() / 1000],
      [name.slice(0, -'_time'.length), value],
    ];
  });
  return Object.fromEntries(members.sort(([left], [right]) => (left < right ? -1 : 1)));
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function tsvOf(columns: readonly Column[], row: JsonObject): string[] {
  return columns.map(({ name, kind }) => {
    const text = plainText(kind, row[name]).replace(/[\\\t\n\r]/g, (character) => ESCAPES[character]!);
    return withoutControlCharacters(text);
  });
}

function plainText(kind: Column['kind'], value: JsonValue | undefined): string {
  if (kind === 'meta') return metaText(value);
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function dateOf(value: JsonValue | undefined): Date | undefined {
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** `account_id` is `Account Id`. */
function titleOf(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
