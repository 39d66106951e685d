import * as core from '@fullstop/core';

/** Classes of which errors come back: those of Fullstop and of the language. */
const CLASSES: ReadonlyMap<string, typeof Error> = new Map(
  [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    ...errorClassesIn(core),
  ].map((type) => [type.name, type as typeof Error]),
);

/** Whether a value is an error; those that Node makes inside of a test runner are of another realm, and errors, too. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/** Name of the nearest class of an error of which it can come back, such as `FactUnavailableError`. */
export function nearestClassOf(error: Error): string {
  let prototype = Object.getPrototypeOf(error);
  while (prototype !== null) {
    const name: unknown = prototype.constructor?.name;
    if (typeof name === 'string' && CLASSES.has(name)) return name;
    prototype = Object.getPrototypeOf(prototype);
  }
  return Error.name;
}

/** An error of a class, with nothing in it. */
export function emptyErrorOf(className: string): Error {
  const error: Error = Object.create((CLASSES.get(className) ?? Error).prototype);
  Error.captureStackTrace(error, emptyErrorOf);
  return error;
}

function errorClassesIn(module: object): (typeof Error)[] {
  const isErrorClass = (value: unknown): value is typeof Error =>
    typeof value === 'function' && value.prototype instanceof Error;
  return Object.values(module).filter(isErrorClass);
}
