import { ENTITIES } from '../entities/index.js';
import { MIGRATIONS } from '../migrations/index.js';
import { SCHEMA } from './database-options.js';

/** What server and embedded database have in common. */
export const schemaOptions = {
  schema: SCHEMA,
  entities: [...ENTITIES],
  migrations: [...MIGRATIONS],
  migrationsTableName: 'schema_migration',
  // No table needs one, and installing needs rights that the user of a shared server may not have.
  installExtensions: false,
};
