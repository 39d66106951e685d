export {
  type ApplicationRegistryOptions,
  applicationRegistryOptions,
} from './application-registry.options.js';
export { ApplicationRegistryPlugin } from './application-registry.plugin.js';
export { type DockerRegistryOptions, dockerRegistryOptions } from './docker-registry.options.js';
export { DockerRegistryPlugin } from './docker-registry.plugin.js';
