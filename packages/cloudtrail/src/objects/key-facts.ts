/** What the name of a CloudTrail file says. */
export interface KeyFacts {
  readonly account?: string;
  readonly region?: string;
  /** Begin of the minute in which CloudTrail wrote it, in epoch milliseconds. */
  readonly minute?: number;
}

/** A folder of CloudTrail's layout, and what it is named after. */
export interface NamedFolder {
  readonly name: string;
  /** From the beginning of the key, with the last `/`. */
  readonly path: string;
}

/** A year, a month or a day of CloudTrail's layout. */
export interface PeriodFolder {
  readonly path: string;
  /** Epoch milliseconds. */
  readonly begins: number;
  /** Epoch milliseconds; does not belong to the period any more. */
  readonly ends: number;
}

/** The folders around a key in CloudTrail's layout, as far as they can be recognised. */
export interface LogFolders {
  readonly account: NamedFolder;
  readonly region?: NamedFolder;
  /** The widest first. */
  readonly periods: readonly PeriodFolder[];
}

const FILE = /(?:^|\/)(?<account>[^/]+?)_CloudTrail(?:-[^_/]+)?_(?<region>[A-Za-z0-9-]+)_[^/]*$/;
const MINUTE = /_(?<minute>\d{8}T\d{4})(?:\d{2})?Z[^/]*$/;
const ACCOUNT_FOLDER = /^(?<path>(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?(?<name>\d{12})\/)(?<rest>.*)$/s;
const REGION_FOLDER = /^(?<path>CloudTrail(?:-[^/]+)?\/(?<name>[^/]+)\/)(?<rest>.*)$/s;
const DAY_FOLDER = /^(?<year>\d{4})\/(?<month>0[1-9]|1[0-2])\/(?<day>0[1-9]|[12]\d|3[01])\//;

/** What the last segment of a key says; nothing when it is not a name of CloudTrail's. */
export function keyFactsOf(key: string): KeyFacts {
  const { account, region } = FILE.exec(key)?.groups ?? {};
  if (account === undefined || region === undefined) return {};
  const minute = minuteOf(MINUTE.exec(key)?.groups?.minute);
  return { account, region, ...(minute !== undefined && { minute }) };
}

/** The folders around a key; nothing when they are not those of CloudTrail. */
export function logFolderOf(key: string): LogFolders | undefined {
  const account = ACCOUNT_FOLDER.exec(key)?.groups;
  if (!account) return undefined;
  const inAccount = { account: { name: account.name!, path: account.path! } };

  const region = REGION_FOLDER.exec(account.rest!)?.groups;
  if (!region) return { ...inAccount, periods: [] };
  const path = inAccount.account.path + region.path;
  return { ...inAccount, region: { name: region.name!, path }, periods: periodsOf(path, region.rest!) };
}

function periodsOf(parent: string, rest: string): PeriodFolder[] {
  const { year, month, day } = DAY_FOLDER.exec(rest)?.groups ?? {};
  if (year === undefined || month === undefined || day === undefined) return [];
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day)];
  return [
    { path: `${parent}${year}/`, begins: Date.UTC(y), ends: Date.UTC(y + 1) },
    { path: `${parent}${year}/${month}/`, begins: Date.UTC(y, m), ends: Date.UTC(y, m + 1) },
    { path: `${parent}${year}/${month}/${day}/`, begins: Date.UTC(y, m, d), ends: Date.UTC(y, m, d + 1) },
  ];
}

/** Epoch milliseconds of `YYYYMMDDTHHmm`. */
function minuteOf(text: string | undefined): number | undefined {
  const [, date, hours, minutes] = /^(\d{8})T(\d{2})(\d{2})$/.exec(text ?? '') ?? [];
  if (date === undefined) return undefined;
  const day = date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  const ms = Date.parse(`${day}T${hours}:${minutes}:00Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
