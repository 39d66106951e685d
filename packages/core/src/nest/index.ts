export { PluginHostModule, type PluginHostModuleOptions } from './plugin-host.module.js';
