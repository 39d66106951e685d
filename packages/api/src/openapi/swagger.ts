import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { OmitType as withoutDescription } from '@nestjs/mapped-types';
import type * as Swagger from '@nestjs/swagger';

// The decorators of @nestjs/swagger, which take effect when somebody asks for the description of the API. With all that it
// needs, that package is a sixth of what a start of the service loads, and most processes are never asked.

/** Where {@link ApiConsumes} and {@link ApiProduces} keep their types for whoever answers requests. */
export const CONSUMES = 'fullstop:consumes';
export const PRODUCES = 'fullstop:produces';

/** Where swagger keeps the names of the properties of a class, with a colon before each, and what is said about one. */
const PROPERTY_NAMES = 'swagger/apiModelPropertiesArray';
const PROPERTY = 'swagger/apiModelProperties';

type Decorate = (...target: unknown[]) => unknown;
type Note = (swagger: typeof Swagger) => void;

/** What decorators said so far, in their order: some add to what others have said. */
const notes: Note[] = [];

/** The package, told all that the decorators of the classes that are loaded say. */
export async function loadSwagger(): Promise<typeof Swagger> {
  const swagger = await import('@nestjs/swagger');
  for (const note of notes.splice(0)) note(swagger);
  return swagger;
}

/** `#/components/schemas/…` of a class. */
export function schemaPathOf({ name }: Type): string {
  return `#/components/schemas/${name}`;
}

export const ApiBody = noted('ApiBody');
export const ApiExcludeController = noted('ApiExcludeController');
export const ApiExtension = noted('ApiExtension');
export const ApiExtraModels = noted('ApiExtraModels');
export const ApiHeader = noted('ApiHeader');
export const ApiOkResponse = noted('ApiOkResponse');
export const ApiOperation = noted('ApiOperation');
export const ApiParam = noted('ApiParam');
export const ApiProperty = noted('ApiProperty');
export const ApiPropertyOptional = noted('ApiPropertyOptional');
export const ApiResponse = noted('ApiResponse');
export const ApiTags = noted('ApiTags');

/** Types of bodies that a route takes. Default: JSON. */
export const ApiConsumes: typeof Swagger.ApiConsumes = (...types) =>
  applyDecorators(SetMetadata(CONSUMES, types), noted('ApiConsumes')(...types));

/** Types that a route answers with. Default: JSON. */
export const ApiProduces: typeof Swagger.ApiProduces = (...types) =>
  applyDecorators(SetMetadata(PRODUCES, types), noted('ApiProduces')(...types));

/** A class with the properties of another one, but for some, and with what is said about them. */
export function OmitType<T, K extends keyof T>(classRef: Type<T>, keys: readonly K[]): Type<Omit<T, K>> {
  const narrowed = withoutDescription(classRef, keys);
  notes.push(({ ApiProperty: describe }) => {
    const names: readonly string[] = Reflect.getMetadata(PROPERTY_NAMES, classRef.prototype) ?? [];
    for (const name of names.map((text) => text.slice(1)).filter((text) => !keys.includes(text as never)))
      describe(Reflect.getMetadata(PROPERTY, classRef.prototype, name))(narrowed.prototype, name);
  });
  return narrowed;
}

/** A decorator of swagger that is applied when swagger is loaded. */
function noted<Name extends keyof typeof Swagger>(name: Name): (typeof Swagger)[Name] {
  const decorator =
    (...options: unknown[]) =>
    (...target: unknown[]) => {
      notes.push((swagger) => {
        const factory = swagger[name] as unknown as (...given: unknown[]) => Decorate;
        factory(...options)(...target);
      });
    };
  return decorator as unknown as (typeof Swagger)[Name];
}
