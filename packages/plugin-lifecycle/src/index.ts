export { LifecyclePlugin } from './lifecycle.plugin.js';
