export { HelloEventPlugin } from './hello-event.plugin.js';
