/**
 * What an object of a log bucket is, by its name: `log` (records), `digest` (checksums of logs), `insight`,
 * `other-trail` (another kind of CloudTrail file), `folder-marker` (the key ends in `/`), `foreign` (not CloudTrail's).
 */
export type ObjectClass = 'log' | 'digest' | 'insight' | 'other-trail' | 'folder-marker' | 'foreign';

/** An object that holds records. Account and region are absent when a configured name pattern let it in without them. */
export interface LogName {
  readonly class: 'log';
  /** As the name says it; need not be a number. */
  readonly accountId?: string;
  readonly region?: string;
}

/** A file that CloudTrail wrote and that holds no records for plugins. */
export interface OtherTrailName {
  readonly class: 'digest' | 'insight' | 'other-trail';
  readonly accountId: string;
  /** The kind as the name says it, such as `Digest` or `NetworkActivity`. */
  readonly suffix: string;
}

/** An object that is not CloudTrail's. */
export interface ForeignName {
  readonly class: 'folder-marker' | 'foreign';
}

/** What an object's name says about it. */
export type ObjectName = LogName | OtherTrailName | ForeignName;

/** What is known of an object by its key; goes into the origin of its events. */
export interface KeyOrigin {
  /** Twelve digits. */
  readonly keyAccountId?: string;
  readonly keyRegion?: string;
}

const LOG_NAME = /^(?<account>.+?)_CloudTrail_(?<region>[A-Za-z0-9-]+)_\d{8}T\d{4}Z_\w+\.json\.gz$/;
const OTHER_NAME = /^(?<account>.+?)_CloudTrail-(?<suffix>[^_]+)_.*json\.gz$/;
const ANY_TRAIL_NAME = /^(?<account>.+?)_CloudTrail_(?<region>[A-Za-z0-9-]+)_/;

/** Name pattern of log files on a disk: as in a bucket, or unpacked, which takes the `.gz` away. */
export const LOG_FILE_NAME = /^.+?_CloudTrail_[A-Za-z0-9-]+_\d{8}T\d{4}Z_\w+\.json(\.gz)?$/;

/**
 * Tells what an object is by the last segment of its (decoded) key. Never throws.
 * @param options.logName replaces the built-in pattern of log names, for copies and re-compressions. It is tried on the
 * last segment first, so it can also let digests or insights in.
 */
export function classifyObject(key: string, options: { readonly logName?: RegExp } = {}): ObjectName {
  const name = lastSegmentOf(key);
  if (name === '') return { class: 'folder-marker' };
  // `search` and not `test`: a pattern with the flag `g` remembers where it stopped.
  if (name.search(options.logName ?? LOG_NAME) >= 0) return { class: 'log', ...accountAndRegionOf(name) };

  const { account, suffix } = OTHER_NAME.exec(name)?.groups ?? {};
  if (account === undefined || suffix === undefined) return { class: 'foreign' };
  return { class: classOfSuffix(suffix), accountId: account, suffix };
}

/** Account and region that a key's last segment names, where it does; an account only when it is twelve digits. */
export function keyOriginOf(key: string): KeyOrigin {
  const { accountId, region } = accountAndRegionOf(lastSegmentOf(key));
  return {
    ...(accountId !== undefined && /^\d{12}$/.test(accountId) && { keyAccountId: accountId }),
    ...(region !== undefined && { keyRegion: region }),
  };
}

function lastSegmentOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function accountAndRegionOf(name: string): { accountId?: string; region?: string } {
  const { account, region } = ANY_TRAIL_NAME.exec(name)?.groups ?? {};
  return account === undefined ? {} : { accountId: account, region };
}

function classOfSuffix(suffix: string): OtherTrailName['class'] {
  if (suffix === 'Digest') return 'digest';
  return suffix === 'Insight' ? 'insight' : 'other-trail';
}
