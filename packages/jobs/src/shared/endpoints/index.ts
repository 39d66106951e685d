export { type EndpointOptions, endpointOptions } from './endpoint.options.js';
export {
  applicationMembers,
  type EndpointInspection,
  type EndpointScanParts,
  endpointInspection,
  groupMembers,
  groupMessages,
  openEndpointMembers,
} from './endpoint-inspection.js';
