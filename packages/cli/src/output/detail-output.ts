import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { type Command, Option } from 'commander';
import type { ClientContext } from '../client/client-context.js';
import { styled, usesColour } from './colours.js';
import { withoutControlCharacters } from './control-characters.js';
import { printJson } from './row-output.js';

/** Options of every command that prints one thing. */
export interface DetailOptions {
  readonly output: 'text' | 'json';
  /** `false` with `--no-color`. */
  readonly color: boolean;
}

/** Adds the options that say how to print. */
export function withDetailOptions(command: Command): Command {
  return command
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('--no-color', 'print without colours');
}

/** Prints everything about one thing: a line per member, those of inner objects as `outer.inner`. */
export function printDetail(context: ClientContext, thing: JsonObject, options: DetailOptions): void {
  if (options.output === 'json') printJson(context, thing);
  else printMembers(context, thing, usesColour(context, options));
}

function printMembers({ stdout }: ClientContext, thing: JsonObject, colour: boolean): void {
  const members = membersOf(thing, '');
  const width = Math.max(0, ...members.map(([name]) => name.length));
  for (const [name, value] of members) {
    const label = name.padEnd(width);
    stdout.write(`${colour ? styled('bold', label) : label}  ${textOf(value)}`.trimEnd().concat('\n'));
  }
}

function membersOf(thing: JsonObject, prefix: string): [string, JsonValue][] {
  return Object.entries(thing).flatMap(([name, value]): [string, JsonValue][] =>
    isJsonObject(value) && Object.keys(value).length > 0
      ? membersOf(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value]],
  );
}

function textOf(value: JsonValue): string {
  if (value === null) return '';
  if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return textOf(value.join(', '));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return withoutControlCharacters(text.replace(/\s+/g, ' '));
}
