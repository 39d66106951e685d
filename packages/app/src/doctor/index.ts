export type { DoctorLine, DoctorStatus } from './doctor-line.js';
export { type DoctorOptions, runDoctor } from './run-doctor.js';
