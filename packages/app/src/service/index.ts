export { type RunningService, startService } from './start-service.js';
