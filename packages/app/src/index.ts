export { type Config, configSchema } from './config/config.schema.js';
export { ConfigError } from './config/config-error.js';
export { type ConfigLine, describeConfig } from './config/describe-config.js';
export type { Environment, SettingSource } from './config/environment.js';
export type { LoadedConfig } from './config/load-config.js';
export {
  type SettingReference,
  settingReference,
  type ValueSchema,
  valueSchemaOf,
} from './config/setting-reference.js';
export { pinoLogger } from './logging/pino-logger.js';
export { type PluginOverview, pluginOverviews } from './plugins/plugin-overview.js';
export { jobTable, startUpTable } from './plugins/start-up-table.js';
export { pluginHostOptions, prepareRuntime, type Runtime, type RuntimeInput } from './runtime.js';
export { type ScanProgress, type ScanResult, type ScanSettings, type ScanSummary, scan } from './scan.js';
