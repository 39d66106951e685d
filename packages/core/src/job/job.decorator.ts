import { injectable } from '../di/inject.js';
import { PluginDefinitionError } from '../errors/errors.js';
import type { AccountJob } from './account-job.js';
import type { JobMetadata } from './job-metadata.js';

// Registered symbol: metadata are found whichever copy of this package decorated the class.
const METADATA = Symbol.for('@fullstop/core:job-metadata');

/** A class that can be a job. Its constructor's parameters each carry `@inject(TOKEN)`. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of a constructor that only the container calls
export type JobClass<Type extends string = string> = new (...dependencies: any[]) => AccountJob<Type>;

/** Marks a class as a job. Holds data only: importing a job does nothing. */
export function Job<const Type extends string = never>(metadata: JobMetadata<Type>) {
  return (target: JobClass<Type>): void => {
    assertConsistent(target.name, metadata);
    injectable()(target);
    Object.defineProperty(target, METADATA, { value: Object.freeze({ ...metadata }) });
  };
}

/** Metadata of a class decorated with `@Job`; `undefined` for anything else. */
export function findJobMetadata(candidate: unknown): JobMetadata | undefined {
  if (typeof candidate !== 'function' || !Object.hasOwn(candidate, METADATA)) return undefined;
  return Reflect.get(candidate, METADATA);
}

function assertConsistent(className: string, { id, emits }: JobMetadata): void {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(id)) {
    throw new PluginDefinitionError(className, `id "${id}" must be letters and digits in lower camel case`);
  }
  for (const [typeId, type] of Object.entries<{ id: string }>(emits)) {
    if (type.id === typeId) continue;
    throw new PluginDefinitionError(className, `emits ${typeId}, but the type there has the id ${type.id}`);
  }
}
