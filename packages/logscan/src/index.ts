export type { EventNames } from './event-names.js';
export { hasGzipMagic } from './gzip-header.js';
export type { ByteSupply } from './input-buffer.js';
export type { LogScan, ResumePoint, ScannedElement, ScanOptions, ScanStep } from './log-scan.js';
export { LogScanError } from './log-scan-error.js';
export { LogScanner } from './log-scanner.js';
export type { ScanProblem, ScanProblemKind } from './scan-problem.js';
export { type FoundRecord, type ScanSummary, scanRecords } from './scan-records.js';
