export { SubnetPlugin } from './subnet.plugin.js';
