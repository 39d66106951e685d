export {
  CONNECTED_ENVIRONMENT,
  type ConnectedLog,
  type ConnectedWorld,
  connectedWorld,
  DATA_BUCKET,
  TEMPLATE_BUCKET,
  type Wave,
} from './connected-world.js';
export {
  CAPTURED,
  type ConnectedCheck,
  type ConnectedViolation,
  type ExpectedArchive,
  type ExpectedDuring,
  type ExpectedLifecycle,
  expectedAfter,
  expectedDuring,
  type Outside,
} from './expected.js';
export { kioContents, pierOneContents } from './registries.js';
