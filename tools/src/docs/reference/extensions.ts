import { valueSchemaOf } from '@fullstop/app';
import type { OptionsSchema, PluginNeed, ViolationType } from '@fullstop/core';
import { z } from 'zod';
import { code, codes, prose, table } from '../markdown/write-markdown.js';
import { shownDefault, valueType } from './value-type.js';

// What plugins and jobs have in common.

/** An option of a plugin or a job. */
export interface Option {
  readonly name: string;
  readonly type: string;
  readonly defaultValue: unknown;
  readonly meaning: string;
  readonly variables: readonly string[];
}

/** What is known of options without using them. */
export interface WithOptions {
  readonly options?: OptionsSchema;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The options of a plugin or a job, from their schema.
 * @param prefix of their variables, such as `FULLSTOP_PLUGINS_REGION_`.
 */
export function optionsOf({ options, environment = {} }: WithOptions, prefix: string): Option[] {
  if (!(options instanceof z.ZodType)) return [];
  const { properties = {} } = valueSchemaOf(options);
  const defaults = defaultsOf(options);
  return Object.entries(properties).map(([name, schema]) => {
    const form = typeof schema === 'object' ? schema : {};
    const own = Object.keys(environment).filter((variable) => environment[variable] === name);
    return {
      name,
      type: valueType(form, defaults[name]),
      defaultValue: defaults[name] ?? form.default,
      meaning: form.description ?? '',
      variables: [...own, `${prefix}${constantCase(name)}`],
    };
  });
}

/** Table of options. */
export function optionTable(options: readonly Option[]): string {
  const meaning = options.some((option) => option.meaning !== '');
  return table(
    ['option', 'value', 'default', 'environment variables', ...(meaning ? ['meaning'] : [])],
    options.map((option) => [
      code(option.name),
      option.type,
      shownDefault(option.defaultValue),
      codes(option.variables),
      ...(meaning ? [prose(option.meaning)] : []),
    ]),
  );
}

/** Table of the violation types that are reported. */
export function typeTable(types: readonly ViolationType[]): string {
  return table(
    ['violation type', 'title', 'severity', 'priority', 'what it means and what to do'],
    types.map(({ id, title, severity, priority, helpText }) => [
      code(id),
      prose(title),
      String(severity),
      String(priority),
      prose(helpText),
    ]),
  );
}

/** What something cannot do without. */
export function needsLine(needs: readonly PluginNeed[] = []): string {
  return needs.length === 0 ? '' : `Needs: ${needs.map(({ remedy }) => prose(remedy)).join('; ')}.`;
}

/** `allowedRegions` as environment variables spell it. */
export function constantCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
}

/** What options are when nobody sets any; empty where some must be set. */
function defaultsOf(options: z.ZodType): Readonly<Record<string, unknown>> {
  const parsed = options.safeParse({});
  return parsed.success ? (parsed.data as Record<string, unknown>) : {};
}
