import type { NormalizedSchema } from '@smithy/core/schema';
import { type Dialect, dialectOf } from './dialect.js';
import { EventTypesError } from './event-types-error.js';
import type { Action, ServiceModel } from './service-model.js';
import { JSON_OBJECT, ShapeTypes } from './shape-types.js';

const IMPORTED = ['ApiCall', 'JsonObject', 'JsonValue'];
const LINE_WIDTH = 110;

/**
 * Writes a TypeScript module with a type for the events of each action, such as `CreateFunctionEvent`, and the types of
 * what its requests and responses are made of. The module imports types of `@fullstop/core` and nothing else.
 * @param command how the types are written again, for the first line.
 * @throws {EventTypesError} for an action that the service does not have, or a service whose records no model describes.
 */
export function writeEventTypes(model: ServiceModel, actions: readonly string[], command: string): string {
  const dialect = dialectOf(model.service);
  const { declarations } = dialect;
  const taken = [...IMPORTED, ...Object.keys(declarations), ...actions.map(eventTypeName)];
  const shapes = new ShapeTypes(dialect, new Set(taken));
  const events = actions.map((name) => eventType(name, actionOf(model, name), dialect, shapes));
  const body = [...events, ...shapes.declared(), ...Object.values(declarations)].join('\n\n');
  return `${header(model, dialect, command)}\n\n${importOf(body)}\n\n${body}\n`;
}

function header({ origin }: ServiceModel, { remarks }: Dialect, command: string): string {
  const lines = [
    `Written by \`${command}\``,
    `from ${origin}. Write it again rather than change it.`,
    ...remarks,
  ];
  return lines.map((line) => `// ${line}`).join('\n');
}

function importOf(body: string): string {
  const used = IMPORTED.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return `import type { ${used.join(', ')} } from '@fullstop/core';`;
}

function eventType(name: string, action: Action, dialect: Dialect, shapes: ShapeTypes): string {
  const types = [
    dialect.eventNameType(name),
    dialect.derivesRequests ? shapes.structureOrNothing(action.input) : JSON_OBJECT,
    answerType(action.output, dialect, shapes),
  ];
  const declaration = `export type ${eventTypeName(name)} = ApiCall`;
  const oneLine = `${declaration}<${types.join(', ')}>;`;
  const text = oneLine.length <= LINE_WIDTH ? oneLine : `${declaration}<\n  ${types.join(',\n  ')}\n>;`;
  return `/** A call of \`${name}\`. */\n${text}`;
}

function answerType(output: NormalizedSchema, dialect: Dialect, shapes: ShapeTypes): string {
  const type = shapes.structureOrNothing(dialect.unwrapsAnswers ? unwrapped(output) : output);
  if (!dialect.answerBase) return type;
  return type === JSON_OBJECT ? dialect.answerBase : `${type} & ${dialect.answerBase}`;
}

function unwrapped(output: NormalizedSchema): NormalizedSchema {
  if (!output.isStructSchema()) return output;
  const [only, ...others] = [...output.structIterator()].map(([, member]) => member);
  return only?.isStructSchema() && others.length === 0 ? only : output;
}

function actionOf({ actions, origin }: ServiceModel, name: string): Action {
  const action = actions.get(name);
  if (action) return action;
  const similar = [...actions.keys()].filter((other) => name.startsWith(other) || other.startsWith(name));
  const hint = similar.length > 0 ? `; it has ${similar.join(', ')}` : '';
  throw new EventTypesError(`${origin} has no action ${name}${hint}.`);
}

function eventTypeName(action: string): string {
  return `${action}Event`;
}
