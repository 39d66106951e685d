import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../repository.js';
import { blocks, code, codes, prose, table } from '../markdown/write-markdown.js';
import type { Content, OpenApiDocument, Operation, Parameter, Schema } from './open-api.js';

/** An operation, and how it is called. */
interface Endpoint {
  /** Such as `GET /api/violations`. */
  readonly call: string;
  readonly operation: Operation;
}

/** The REST API: operations by subject, errors that all have in common, and the forms of bodies; from `docs/openapi.json`. */
export function apiReference(): string {
  const document = JSON.parse(
    readFileSync(join(REPOSITORY, 'docs', 'openapi.json'), 'utf8'),
  ) as OpenApiDocument;
  const endpoints = endpointsOf(document);
  const usual = usualAnswers(endpoints);
  const subjects = [...new Set(endpoints.map(({ operation }) => subjectOf(operation)))];
  return blocks(
    ...subjects.flatMap((subject) => [
      `## ${capitalized(subject)}`,
      ...endpoints
        .filter(({ operation }) => subjectOf(operation) === subject)
        .map((endpoint) => endpointSection(endpoint, usual)),
    ]),
    '## Answers of all operations',
    'An operation has these answers, too, unless it says otherwise.',
    table(
      ['status', 'when'],
      [...usual].map(([status, description]) => [status, prose(description)]),
    ),
    '## Forms of bodies',
    ...Object.entries(document.components.schemas).map(([name, schema]) => schemaSection(name, schema)),
  );
}

function endpointsOf({ paths }: OpenApiDocument): Endpoint[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      call: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
}

function subjectOf({ tags }: Operation): string {
  return tags?.[0] ?? 'other';
}

/** For each status that most operations may answer with in the same words: these words. */
function usualAnswers(endpoints: readonly Endpoint[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { operation } of endpoints) {
    for (const [status, { description }] of Object.entries(operation.responses)) {
      const key = `${status} ${description}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const most = [...counts].filter(
    ([key, count]) => Number(key.slice(0, 3)) >= 400 && count >= endpoints.length / 3,
  );
  return new Map(most.map(([key]): [string, string] => [key.slice(0, 3), key.slice(4)]).sort());
}

function endpointSection({ call, operation }: Endpoint, usual: ReadonlyMap<string, string>): string {
  const { summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const scopes = operation['x-required-scopes'] ?? [];
  const answers = Object.entries(responses).filter(
    ([status, answer]) => usual.get(status) !== answer.description,
  );
  return blocks(
    `### ${call}`,
    `**${prose(summary)}.** ${prose(description)}`,
    scopes.length > 0 ? `Scopes of the token: ${codes(scopes)}.` : '',
    table(['parameter', 'in', 'value', 'meaning'], parameters.map(parameterRow)),
    requestBody ? `Body: ${formOf(requestBody.content)}.` : '',
    table(
      ['status', 'when', 'answer'],
      answers.map(([status, answer]) => [status, prose(answer.description), formOf(answer.content ?? {})]),
    ),
  );
}

function parameterRow({ name, in: place, required, description = '', schema = {} }: Parameter): string[] {
  return [code(name), place, `${typeOf(schema)}${required ? ', required' : ''}`, prose(description)];
}

function formOf(content: Content): string {
  return Object.entries(content)
    .map(([mediaType, { schema = {} }]) => `${typeOf(schema)} as ${code(mediaType)}`)
    .join(' or ');
}

function schemaSection(name: string, schema: Schema): string {
  const { properties = {}, required = [], description = '' } = schema;
  const rows = Object.entries(properties).map(([member, form]) => [
    code(member),
    `${typeOf(form)}${form.nullable ? ' or null' : ''}${required.includes(member) ? '' : ', optional'}`,
    prose(form.description ?? ''),
  ]);
  return blocks(
    `### ${name}`,
    prose(description),
    rows.length > 0 ? table(['member', 'value', 'meaning'], rows) : typeOf(schema),
  );
}

function typeOf(schema: Schema): string {
  const variants = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (variants) return variants.map(typeOf).join(' or ');
  if (schema.enum) return `one of ${codes(schema.enum.map(String))}`;
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.format === 'date-time') return 'instant';
  return schema.type === 'string' ? 'text' : (schema.type ?? 'any');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
