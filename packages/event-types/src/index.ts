export { EventTypesError } from './event-types-error.js';
export { type Action, loadServiceModel, type ServiceModel } from './service-model.js';
export { writeEventTypes } from './write-event-types.js';
