import type { ValueSchema } from '@fullstop/app';
import { code, codes } from '../markdown/write-markdown.js';

/** The form of a value in a few words, such as `list of texts` or `whole number from 3 to 43200`. */
export function valueType(schema: ValueSchema, example?: unknown): string {
  if (schema.enum) return `one of ${codes(schema.enum.map(String))}`;
  if (schema.anyOf) {
    // What is only there to take an absent or blank value has no form.
    const forms = schema.anyOf.filter((each) => Object.keys(each).length > 0);
    return [...new Set(forms.map((each) => valueType(each)))].join(' or ');
  }
  switch (schema.type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `whole number${range(schema)}`;
    case 'number':
      return `number${range(schema)}`;
    case 'string':
      return schema.format === 'uri' ? 'address' : 'text';
    case 'array':
      return `list of ${plural(itemType(schema))}`;
    case 'object':
      return objectType(schema);
    default:
      return typeOfValue(example);
  }
}

/** A default as Markdown: JSON, or a dash where there is none. */
export function shownDefault(value: unknown): string {
  const isNothing = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return isNothing ? '–' : code(JSON.stringify(value));
}

function itemType({ items }: ValueSchema): string {
  return typeof items === 'object' && !Array.isArray(items) ? valueType(items as ValueSchema) : 'text';
}

function plural(type: string): string {
  if (type === 'text') return 'texts';
  return type === 'address' ? 'addresses' : type;
}

function objectType({ properties = {} }: ValueSchema): string {
  const names = Object.keys(properties);
  return names.length === 0 ? 'table' : `tables with ${codes(names)}`;
}

function range({ minimum, maximum, exclusiveMinimum }: ValueSchema): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum === undefined) return '';
  const unlimited = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER;
  return unlimited ? `, at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}

/** For values whose schema says nothing, since they are changed after they were checked. */
function typeOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'list of texts';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'table' : 'any';
}
