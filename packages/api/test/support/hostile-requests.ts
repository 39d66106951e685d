import type { OpenAPIObject } from '@nestjs/swagger';
import fc from 'fast-check';

/** A request made from the description of the API, most of it wrong. */
export interface HostileRequest {
  readonly method: string;
  /** With the query; percent-encoding may be broken. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

type Schema = Readonly<Record<string, unknown>>;
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** Texts that broke other servers. */
const NASTY = [
  "' OR 1=1 --",
  "'; DROP TABLE fullstop_data.violation; --",
  '"}=1',
  '$1',
  '%',
  '%%%_\\',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '../../etc/passwd',
  '$(reboot) `reboot`',
  '{{7*7}}',
  '(a+)+$',
  '[',
  '$..*',
  "$.[?(@.a == '",
  '-1',
  '9223372036854775807',
  '9223372036854775808',
  '1e309',
  'NaN',
  '0x10',
  '١٢٣',
  'null',
  'undefined',
  '[object Object]',
  'true',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  'id,asc,desc',
  'accountId;drop',
  'Grüße 🦆',
  'x'.repeat(5000),
  '',
  ' ',
];
const CONTENT_TYPES = [
  'application/json',
  'text/plain',
  'application/yaml',
  'application/json; charset=klingon',
  '',
];
const ACCEPTS = ['*/*', 'application/json', 'text/html', ';;;', 'application/yaml'];

const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 }));
const anything = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, [], {}),
  text,
  fc.jsonValue({ maxDepth: 3 }),
);

/** Requests to all operations of the description. */
export function hostileRequests(document: OpenAPIObject): fc.Arbitrary<HostileRequest> {
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const requests = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      requestTo(method.toUpperCase(), path, operation, schemas),
    ),
  );
  return fc.oneof(...requests);
}

function requestTo(
  method: string,
  template: string,
  { parameters = [], requestBody }: Operation,
  schemas: Readonly<Record<string, Schema>>,
): fc.Arbitrary<HostileRequest> {
  const inside = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const segments = fc.record(
    Object.fromEntries(inside('path').map(({ name, schema }) => [name, textOf(schema)])),
  );
  const query = fc.record(
    Object.fromEntries(inside('query').map(({ name, schema }) => [name, textOf(schema)])),
    { requiredKeys: [] },
  );
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  const body = method === 'GET' ? fc.constant(undefined) : bodyOf(schema, schemas);
  return fc
    .record({
      segments,
      query,
      extra: fc.option(fc.tuple(text, text), { freq: 8 }),
      body,
      // Most are of the right type, or nothing would get past the door.
      type: fc.oneof(
        { weight: 8, arbitrary: fc.constant('application/json') },
        fc.constantFrom(...CONTENT_TYPES),
      ),
      accept: fc.oneof({ weight: 8, arbitrary: fc.constant('*/*') }, fc.constantFrom(...ACCEPTS)),
    })
    .map((given) => ({
      method,
      path: `${filled(template, given.segments)}${queryOf({ ...given.query, ...(given.extra && { [given.extra[0]]: given.extra[1] }) })}`,
      headers: {
        accept: given.accept,
        ...(given.body !== undefined && given.type !== '' && { 'content-type': given.type }),
      },
      body: given.body,
    }));
}

/** A value as a parameter has it: what the description shows, or something nasty. */
function textOf(schema: Schema = {}): fc.Arbitrary<string> {
  const good = [schema.example, schema.default, ...(Array.isArray(schema.enum) ? schema.enum : [])];
  const known = [...good.filter((value) => value !== undefined).map(String), '1', 'true'];
  return fc.oneof(fc.constantFrom(...known), text, fc.integer().map(String));
}

function bodyOf(
  schema: Schema | undefined,
  schemas: Readonly<Record<string, Schema>>,
): fc.Arbitrary<string | undefined> {
  const json = jsonOf(schema ?? {}, schemas, 0).map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 8, arbitrary: json },
    { weight: 1, arbitrary: anything.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.option(text, { nil: undefined }) },
  );
}

/** JSON of the shape that is described, with something else here and there. */
function jsonOf(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  depth: number,
): fc.Arbitrary<unknown> {
  const wrong = { weight: 1, arbitrary: anything };
  return depth > 4 ? anything : fc.oneof({ weight: 4, arbitrary: rightJson(schema, schemas, depth) }, wrong);
}

function rightJson(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  depth: number,
): fc.Arbitrary<unknown> {
  const inner = (next: Schema) => jsonOf(next, schemas, depth + 1);
  if (typeof schema.$ref === 'string') return inner(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const [first] = [schema.allOf, schema.oneOf].flat().filter((part) => part !== undefined);
  if (first !== undefined) return inner(first as Schema);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const example = schema.example === undefined ? [] : [fc.constant(schema.example)];
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
      const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
      const model = Object.fromEntries(properties.map(([name, property]) => [name, inner(property)]));
      return fc.record(model, { requiredKeys: required.filter((name) => name in model) });
    }
    case 'array':
      return fc.array(inner((schema.items ?? {}) as Schema), { maxLength: 5 });
    case 'number':
    case 'integer':
      return fc.oneof(...example, fc.integer(), fc.double());
    case 'boolean':
      return fc.boolean();
    default:
      return fc.oneof(...example, text);
  }
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => encoded(values[name] ?? ''));
}

function queryOf(query: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value ?? '')}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** A lone `%` stays, and so is broken; half a surrogate pair cannot be encoded. */
function encoded(value: string): string {
  return value === '%'
    ? value
    : encodeURIComponent(value.replace(/[\ud800-\udfff]/gu, '?')).replace(/\./g, '%2E');
}
