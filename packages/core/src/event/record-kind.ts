/** What kind of record CloudTrail wrote. Only the first four are handed to plugins. */
export type RecordKind =
  | 'api-call'
  | 'service-event'
  | 'console'
  | 'other'
  | 'insight'
  | 'network-activity'
  | 'aggregated';

const BY_TYPE: Readonly<Record<string, RecordKind>> = {
  AwsApiCall: 'api-call',
  AwsServiceEvent: 'service-event',
  AwsConsoleAction: 'console',
  AwsConsoleSignIn: 'console',
  AwsVpceEvent: 'network-activity',
  AwsCloudTrailInsight: 'insight',
  AwsAggregatedEvent: 'aggregated',
};

const BY_CATEGORY: Readonly<Record<string, RecordKind>> = {
  Insight: 'insight',
  NetworkActivity: 'network-activity',
  Aggregated: 'aggregated',
};

/** Kind of a record by its `eventType` and `eventCategory`; the category decides where it says something. */
export function recordKindOf(eventType: string | undefined, eventCategory: string | undefined): RecordKind {
  return lookUp(BY_CATEGORY, eventCategory) ?? lookUp(BY_TYPE, eventType) ?? 'other';
}

/** Whether records of this kind are handed to plugins. */
export function isDispatched(kind: RecordKind): boolean {
  return kind !== 'insight' && kind !== 'network-activity' && kind !== 'aggregated';
}

function lookUp(
  table: Readonly<Record<string, RecordKind>>,
  name: string | undefined,
): RecordKind | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
