import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ErrorJson, OAuthErrorJson } from '../errors/error-json.js';
import { schemaPathOf } from './swagger.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const RETRY_AFTER = {
  'Retry-After': { description: 'When to try again, in seconds.', schema: { type: 'integer' } },
} as const;

/** Adds the errors that every operation may answer, with their bodies, to what an operation says about itself. */
export function withCommonErrors(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) operation.responses = described(operation, method);
    }
  }
  return document;
}

function described(operation: Operation, method: string): Responses {
  const responses: Responses = { ...commonResponses(operation, method) };
  for (const [status, given] of Object.entries(operation.responses)) {
    const common = responses[status];
    if (common === undefined || given === undefined || !('description' in given)) responses[status] = given;
    else responses[status] = { ...common, ...given, description: given.description || descriptionOf(common) };
  }
  // What a status is called, and what the body of an error is, nobody has to repeat.
  for (const [status, response] of Object.entries(responses)) {
    if (response === undefined || '$ref' in response) continue;
    response.description ||= STATUS_CODES[status] ?? status;
    if (Number(status) >= 400) response.content ??= json(ErrorJson);
  }
  return responses;
}

function commonResponses(operation: Operation, method: string): Responses {
  const hasBody = operation.requestBody !== undefined;
  return {
    400: { description: 'A parameter, or the body, cannot be used.', content: json(ErrorJson) },
    401: {
      description: 'No token, or a bad one.',
      headers: { 'WWW-Authenticate': { description: 'What is asked for.', schema: { type: 'string' } } },
      content: json(OAuthErrorJson),
    },
    403: { description: refusalOf(operation), content: json(OAuthErrorJson, ErrorJson) },
    406: { description: 'Accept allows no type that this answers with.', content: json(ErrorJson) },
    ...(hasBody && {
      413: { description: 'The body is too large.', content: json(ErrorJson) },
      415: { description: 'The body is of another content type.', content: json(ErrorJson) },
    }),
    429: { description: 'Too many requests.', headers: RETRY_AFTER, content: json(ErrorJson) },
    500: { description: 'A mistake of the server.', content: json(ErrorJson) },
    503: {
      description: `Database or another service out of reach${method === 'get' ? '' : '; nothing was changed'}.`,
      headers: RETRY_AFTER,
      content: json(ErrorJson),
    },
  };
}

/** The decorators of the routes leave their demands in extensions. */
function refusalOf(operation: Operation): string {
  const given = operation as { 'x-required-scopes'?: readonly string[]; 'x-required-team'?: boolean };
  const scopes = given['x-required-scopes'];
  const demands = [
    'the realm of the token may not call',
    ...(scopes ? [`the token lacks the scope ${scopes.join(' ')}`] : []),
    ...(given['x-required-team'] ? ['the caller is in no team that may edit whitelisting rules'] : []),
  ];
  return `Not allowed: ${demands.join(', or ')}.`;
}

function descriptionOf(response: object): string {
  return 'description' in response ? String(response.description) : '';
}

function json(...models: (typeof ErrorJson | typeof OAuthErrorJson)[]) {
  const schemas = models.map((model) => ({ $ref: schemaPathOf(model) }));
  const [first = { $ref: '' }] = schemas;
  return { 'application/json': { schema: schemas.length === 1 ? first : { oneOf: schemas } } };
}
