export { importLegacyDatabase, type LegacyImportOptions } from './import-legacy.js';
export type { ImportChange, ImportedTable, ImportReport } from './import-report.js';
export { LegacyImportError } from './legacy-import-error.js';
export type { LegacySourceOptions } from './legacy-source.js';
