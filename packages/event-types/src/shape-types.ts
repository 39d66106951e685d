import type { NormalizedSchema } from '@smithy/core/schema';
import type { Dialect } from './dialect.js';

const JSON_VALUE = 'JsonValue';

// Types of the language; S3, for one, has an `Object`.
const LANGUAGE_NAMES = new Set([
  'Array',
  'Boolean',
  'Date',
  'Error',
  'Function',
  'Map',
  'Number',
  'Object',
  'Set',
  'String',
]);

/** Type of anything that is an object, and nothing more is known. */
export const JSON_OBJECT = 'JsonObject';

/**
 * Turns schemas into TypeScript types, and collects the structures that these name. Blobs are left out, as in the records;
 * a structure that contains itself is no trouble, for it is written once and named everywhere else.
 */
export class ShapeTypes {
  private readonly declarations = new Map<string, string>();
  private readonly dialect: Dialect;
  private readonly takenNames: ReadonlySet<string>;

  /** @param takenNames what structures must not be called. */
  constructor(dialect: Dialect, takenNames: ReadonlySet<string>) {
    this.dialect = dialect;
    this.takenNames = takenNames;
  }

  /** Declarations of all structures so far, in the order in which they were met. */
  declared(): string[] {
    return [...this.declarations.values()];
  }

  /** Type of a whole request or response; a JSON object where the model has none. */
  structureOrNothing(schema: NormalizedSchema): string {
    return schema.isStructSchema() ? this.structure(schema) : JSON_OBJECT;
  }

  /** The name of a structure's type; it and what it is made of is declared. */
  private structure(schema: NormalizedSchema): string {
    const members = [...schema.structIterator()];
    if (members.length === 0) return JSON_OBJECT;
    const name = this.nameOf(schema);
    if (!this.declarations.has(name)) {
      // Before its members, which may be of the same type.
      this.declarations.set(name, '');
      const lines = members.flatMap(([modelName, member]) => this.member(modelName, member));
      this.declarations.set(name, `export type ${name} = {\n${lines.join('')}};`);
    }
    return name;
  }

  private member(modelName: string, member: NormalizedSchema): string[] {
    const type = this.typeOf(member);
    if (type === undefined) return [];
    const name = this.dialect.memberName(modelName, member);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
    return [`  ${key}?: ${orNull(type)};\n`];
  }

  /** `undefined` for what is not in records. */
  private typeOf(schema: NormalizedSchema): string | undefined {
    const type = this.openType(schema);
    // In place of a secret there is a text that says so.
    return schema.getMergedTraits().sensitive && type && !/\bstring$/.test(type) ? `${type} | string` : type;
  }

  private openType(schema: NormalizedSchema): string | undefined {
    if (schema.isStructSchema()) return this.structure(schema);
    if (schema.isListSchema()) return this.listType(schema.getValueSchema());
    if (schema.isMapSchema()) return this.mapType(schema.getValueSchema());
    return this.scalarType(schema);
  }

  private listType(item: NormalizedSchema): string | undefined {
    const itemType = this.typeOf(item);
    return itemType && (this.dialect.listType(itemType, item) ?? JSON_VALUE);
  }

  private mapType(value: NormalizedSchema): string | undefined {
    const valueType = this.typeOf(value);
    return valueType && `{ [name: string]: ${orNull(valueType)} }`;
  }

  private scalarType(schema: NormalizedSchema): string | undefined {
    if (schema.isBlobSchema()) return undefined;
    if (schema.isDocumentSchema()) return JSON_VALUE;
    if (schema.isStringSchema()) return 'string';
    // Epoch milliseconds, ISO 8601 or `Jul 10, 2023 11:54:39 AM`, as each service likes.
    if (schema.isTimestampSchema()) return 'number | string';
    return schema.isBooleanSchema() ? 'boolean' : this.dialect.numberType;
  }

  private nameOf(schema: NormalizedSchema): string {
    const name = schema.getName() ?? '';
    return this.takenNames.has(name) || LANGUAGE_NAMES.has(name) ? `${name}Shape` : name;
  }
}

function orNull(type: string): string {
  return type === JSON_VALUE ? type : `${type} | null`;
}
