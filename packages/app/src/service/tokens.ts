/** Token of the service's {@link import('../runtime.js').Runtime}. */
export const RUNTIME = Symbol.for('@fullstop/app:runtime');

/** Token of the open database. */
export const DATABASE = Symbol.for('@fullstop/app:database');

/** Token of the {@link import('../plugins/plugin-services.js').PluginServices}. */
export const PLUGIN_SERVICES = Symbol.for('@fullstop/app:plugin-services');

/** Token of the process' {@link import('./telemetry/telemetry.js').Telemetry}. */
export const TELEMETRY = Symbol.for('@fullstop/app:telemetry');
