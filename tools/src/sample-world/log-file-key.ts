import type { Place } from './geography.js';

/**
 * Object key of a log file in an account's trail:
 * `AWSLogs/<account>/CloudTrail/<region>/YYYY/MM/DD/<account>_CloudTrail_<region>_<YYYYMMDD>T<HHMM>Z_<unique>.json.gz`.
 */
export function logFileKey({ accountId, region }: Place, deliveredAt: Date, unique: string): string {
  const [date = '', time = ''] = deliveredAt.toISOString().split('T');
  const stamp = `${date.replaceAll('-', '')}T${time.slice(0, 5).replace(':', '')}Z`;
  const folder = `AWSLogs/${accountId}/CloudTrail/${region}/${date.replaceAll('-', '/')}`;
  return `${folder}/${accountId}_CloudTrail_${region}_${stamp}_${unique}.json.gz`;
}
