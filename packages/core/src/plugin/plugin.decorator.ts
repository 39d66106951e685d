import { injectable } from '../di/inject.js';
import { PluginDefinitionError } from '../errors/errors.js';
import type { EventPlugin } from './event-plugin.js';
import type { PluginMetadata } from './plugin-metadata.js';

// Registered symbol: metadata are found whichever copy of this package decorated the class.
const METADATA = Symbol.for('@fullstop/core:plugin-metadata');

/** A class that can be a plugin. Its constructor's parameters each carry `@inject(TOKEN)`. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of a constructor that only the container calls
export type PluginClass<Type extends string = string> = new (...dependencies: any[]) => EventPlugin<Type>;

/** Marks a class as a plugin. Holds data only: importing a plugin does nothing. */
export function Plugin<const Type extends string = never>(metadata: PluginMetadata<Type>) {
  return (target: PluginClass<Type>): void => {
    assertConsistent(target.name, metadata);
    injectable()(target);
    Object.defineProperty(target, METADATA, { value: Object.freeze({ ...metadata }) });
  };
}

/** Metadata of a class decorated with `@Plugin`; `undefined` for anything else. */
export function findPluginMetadata(candidate: unknown): PluginMetadata | undefined {
  if (typeof candidate !== 'function' || !Object.hasOwn(candidate, METADATA)) return undefined;
  return Reflect.get(candidate, METADATA);
}

function assertConsistent(className: string, metadata: PluginMetadata): void {
  const fail = (problem: string): never => {
    throw new PluginDefinitionError(className, problem);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(metadata.id)) {
    fail(`id "${metadata.id}" must be lower-case words joined by hyphens`);
  }
  for (const [id, type] of Object.entries<{ id: string }>(metadata.emits)) {
    if (type.id !== id) fail(`emits ${id}, but the type there has the id ${type.id}`);
  }
  if (metadata.events === '*') return;
  for (const [source, names] of Object.entries(metadata.events)) {
    if (source.includes('*')) fail(`"*" is not allowed in the event source "${source}"`);
    for (const name of names === '*' ? [] : names) {
      if (name.slice(0, -1).includes('*')) fail(`${source}: "*" is allowed only at the end of "${name}"`);
    }
  }
}
