export { type FakeFacts, fakeInstances } from './fake-instances.js';
