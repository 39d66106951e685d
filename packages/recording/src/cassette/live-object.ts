import { types } from 'node:util';

/** Methods of a class of the SDK that makes calls, and of its streams. What else is in there is the SDK's own. */
const METHODS_OF_SDK: readonly (readonly [mark: string, methods: readonly string[]])[] = [
  ['middlewareStack', ['send', 'destroy']],
  ['transformToString', ['transformToString', 'transformToByteArray']],
];

/** What every object answers about itself, to programs that print and compare. */
const ABOUT_ITSELF = new Set([...Object.getOwnPropertyNames(Object.prototype), 'toJSON']);

/** Whether a value is an object to be asked, and not only to be looked at: it has methods, or is of a class of somebody. */
export function isLive(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isOfLanguage(value))
    return false;
  if (!isPlain(value)) return true;
  return Object.values(value).some((member) => typeof member === 'function');
}

/** Whether an object has no class. Objects of another realm, such as a test runner's, count as what they look like. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Names of the methods of a live object, its own and those of its classes, in order. */
export function methodsOf(object: object): readonly string[] {
  const sdk = METHODS_OF_SDK.find(([mark]) => mark in object);
  if (sdk) return sdk[1];
  const names = descriptorsOf(object).filter(([, descriptor]) => typeof descriptor.value === 'function');
  return [...new Set(names.map(([name]) => name))].filter((name) => !ABOUT_ITSELF.has(name)).sort();
}

/** Names of what a live object shows beside its methods: its members and getters. */
export function memberNamesOf(object: object): readonly string[] {
  if (METHODS_OF_SDK.some(([mark]) => mark in object)) return [];
  const shown = descriptorsOf(object).filter(
    ([, { get, value, enumerable }]) => get !== undefined || (enumerable && typeof value !== 'function'),
  );
  return [...new Set(shown.map(([name]) => name))];
}

/** Of the object itself, then of its classes, the nearest first. */
function descriptorsOf(object: object): [string, PropertyDescriptor][] {
  const found: [string, PropertyDescriptor][] = [];
  let current: object | null = object;
  do {
    found.push(...Object.entries(Object.getOwnPropertyDescriptors(current)));
    current = Object.getPrototypeOf(current);
    // The last prototype is that of all objects.
  } while (current !== null && Object.getPrototypeOf(current) !== null);
  return found;
}

function isOfLanguage(value: object): boolean {
  return (
    value instanceof Error ||
    value instanceof URL ||
    value instanceof AbortSignal ||
    types.isNativeError(value) ||
    types.isDate(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    types.isPromise(value) ||
    types.isRegExp(value) ||
    types.isBoxedPrimitive(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value)
  );
}
