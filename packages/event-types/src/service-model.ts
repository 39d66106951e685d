import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NormalizedSchema } from '@smithy/core/schema';
import { EventTypesError } from './event-types-error.js';

/** One action of a service, as the AWS SDK's client describes it. */
export interface Action {
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** What a client of the AWS SDK says about its service. */
export interface ServiceModel {
  /** npm package and version of the client, such as `@aws-sdk/client-lambda 3.1162.0`. */
  readonly origin: string;
  /** Name of the service in its model, such as `lambda`. */
  readonly service: string;
  readonly actions: ReadonlyMap<string, Action>;
}

// The schema of an operation: a mark, namespace, name, traits, input, output.
const OPERATION = 9;
type OperationSchema = readonly [typeof OPERATION, string, string, unknown, SchemaRef, SchemaRef];
type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/**
 * Reads the model that comes with a client of the AWS SDK.
 * @param folder where the client is installed, or a folder below.
 * @throws {EventTypesError} when it is no such client, is not installed there, or is too old to carry its model.
 */
export async function loadServiceModel(client: string, folder: string): Promise<ServiceModel> {
  if (!client.startsWith('@aws-sdk/client-')) {
    throw new EventTypesError(
      `${client} is no client of the AWS SDK; give the name of its package, as in @aws-sdk/client-lambda.`,
    );
  }
  const { resolve } = createRequire(join(folder, 'package.json'));
  let main: string;
  let version: string;
  try {
    main = resolve(client);
    version = JSON.parse(readFileSync(resolve(`${client}/package.json`), 'utf8')).version;
  } catch (cause) {
    const remedy = `npm install --save-dev ${client}`;
    throw new EventTypesError(`${client} is not installed in ${folder}: ${remedy}`, { cause });
  }
  return modelOf(`${client} ${version}`, await import(pathToFileURL(main).href));
}

/**
 * The model in what a client exports.
 * @throws {EventTypesError} when there is none.
 */
export function modelOf(origin: string, exports: Readonly<Record<string, unknown>>): ServiceModel {
  const schemas = Object.values(exports).filter(isOperationSchema);
  const [first] = schemas;
  if (!first) {
    throw new EventTypesError(`${origin} carries no model of its service; install a newer version.`);
  }
  const service = first[1].replace(/^com\.amazonaws\./, '');
  return { origin, service, actions: new Map(schemas.map((schema) => [schema[2], actionOf(schema)])) };
}

function actionOf([, , , , input, output]: OperationSchema): Action {
  return { input: NormalizedSchema.of(input), output: NormalizedSchema.of(output) };
}

function isOperationSchema(candidate: unknown): candidate is OperationSchema {
  return Array.isArray(candidate) && candidate[0] === OPERATION;
}
