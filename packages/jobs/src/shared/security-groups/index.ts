export { areNone, type OffendingGroups } from './group-findings.js';
export { opensOtherPort, opensTcpPort, opensUdpOnAllowedPorts } from './permission.js';
export { type GroupEvidence, type GroupsById, SecurityGroupCheck } from './security-group-check.js';
