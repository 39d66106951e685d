import { messageOf } from '@fullstop/core';
import { CsvError, parse } from 'csv-parse/sync';
import { CredentialReportError } from './credential-report-error.js';

/** A row of the report: a user, or the root user. */
export interface CredentialRow {
  /** Name of the user; `<root_account>` for the root user. */
  readonly user: string;
  readonly arn: string;
  /** `undefined` where IAM does not say (`not_supported`). */
  readonly passwordEnabled: boolean | undefined;
  readonly mfaActive: boolean | undefined;
  /** The two access keys that a user can have. */
  readonly accessKeys: readonly [ReportedKey, ReportedKey];
}

/** What the report says about an access key; not which one it is. */
export interface ReportedKey {
  readonly isActive: boolean;
  /** When it was made; `undefined` when the report does not say. */
  readonly rotatedAt: Date | undefined;
}

/** A report that was read. */
export interface ParsedReport {
  readonly rows: readonly CredentialRow[];
  /** Numbers of the lines that have not as many fields as there are columns; the first line is 1. */
  readonly brokenLines: readonly number[];
}

const NEEDED = [
  'user',
  'arn',
  'password_enabled',
  'mfa_active',
  'access_key_1_active',
  'access_key_2_active',
] as const;

/**
 * Reads a credential report: CSV as in RFC 4180, columns by name, in any order.
 * @throws {CredentialReportError} when a needed column is missing, or it is no CSV.
 */
export function parseCredentialReport(accountId: string, text: string): ParsedReport {
  const [header, ...lines] = linesOf(accountId, text);
  const columns = header?.fields ?? [];
  const missing = NEEDED.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    throw new CredentialReportError(accountId, `it has no column ${missing.join(', ')}`);
  }
  const isWhole = ({ fields }: Line) => fields.length === columns.length;
  return {
    rows: lines.filter(isWhole).map(({ fields }) => rowOf(columns, fields)),
    brokenLines: lines.filter((line) => !isWhole(line)).map(({ number }) => number),
  };
}

interface Line {
  readonly fields: readonly string[];
  readonly number: number;
}

function linesOf(accountId: string, text: string): Line[] {
  try {
    const records = parse(text, { bom: true, info: true, relaxColumnCount: true, skipEmptyLines: true });
    // Typed as plain records, though `info` wraps each of them.
    return (records as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => {
      return { fields: record, number: info.lines };
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new CredentialReportError(accountId, messageOf(cause).replace(/\.$/, ''), { cause });
  }
}

function rowOf(columns: readonly string[], fields: readonly string[]): CredentialRow {
  const field = (column: string) => fields[columns.indexOf(column)];
  const key = (number: 1 | 2): ReportedKey => ({
    isActive: flagOf(field(`access_key_${number}_active`)) === true,
    rotatedAt: findDate(field(`access_key_${number}_last_rotated`)),
  });
  return {
    user: field('user') ?? '',
    arn: field('arn') ?? '',
    passwordEnabled: flagOf(field('password_enabled')),
    mfaActive: flagOf(field('mfa_active')),
    accessKeys: [key(1), key(2)],
  };
}

function flagOf(text = ''): boolean | undefined {
  return text === 'not_supported' ? undefined : text.toLowerCase() === 'true';
}

/** `N/A` and the like are no dates. */
function findDate(text = ''): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Whether a row is about the root user. */
export function isRoot({ user }: CredentialRow): boolean {
  return user === '<root_account>' || user.endsWith(':root');
}
