import { z } from 'zod';
import { configSchema } from './config.schema.js';
import { VARIABLES } from './environment.js';

/** The form of a value as JSON Schema (draft 2020-12). */
export type ValueSchema = z.core.JSONSchema.BaseSchema;

/** What can be said of a setting without any configuration. */
export interface SettingReference {
  /** Path joined with dots; `<id>` stands for the id of a plugin or a job. */
  readonly setting: string;
  /** Environment variables with a name of their own that set it. */
  readonly variables: readonly string[];
  /** Form and default. */
  readonly schema: ValueSchema;
  /** One or two sentences, with unit; empty when the schema says nothing. */
  readonly meaning: string;
}

/** Every setting of Fullstop in the order of the schema. The options of plugins and jobs are theirs, and not in here. */
export function settingReference(): SettingReference[] {
  return settingsBelow(valueSchemaOf(configSchema), []);
}

/** What a zod schema accepts, as JSON Schema of the parsed values: lists are lists there, also where a text may be given. */
export function valueSchemaOf(schema: z.ZodType): ValueSchema {
  return z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
}

function settingsBelow(schema: ValueSchema, path: readonly string[]): SettingReference[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    typeof inner === 'object' ? settingsAt(inner, [...path, name]) : [],
  );
  const { additionalProperties: anyName } = schema;
  // Plugins and jobs are configured under their ids.
  return typeof anyName === 'object' ? [...named, ...settingsBelow(anyName, [...path, '<id>'])] : named;
}

function settingsAt(schema: ValueSchema, path: readonly string[]): SettingReference[] {
  const below = schema.type === 'object' ? settingsBelow(schema, path) : [];
  if (below.length > 0) return below;
  const setting = path.join('.');
  const variables = Object.keys(VARIABLES).filter((name) => VARIABLES[name]?.join('.') === setting);
  return [{ setting, variables, schema, meaning: schema.description ?? '' }];
}
