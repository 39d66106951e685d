/* What asks AWS. An entry of its own: the EC2 client takes a second and a hundred megabytes to load, and plugins never need it. */
export { AwsInstanceDirectory } from './directory/aws-instance-directory.js';
export {
  type InstanceDirectoryOptions,
  InstanceOptionsError,
  type TaupageImages,
} from './directory/instance-directory.options.js';
export type { InstancePorts } from './directory/instance-ports.js';
