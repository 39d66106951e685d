import { CredentialReportNotReadyException } from '@aws-sdk/client-iam';
import { fakeAwsClients } from '@fullstop/aws/testing';
import { FixedClock } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { CredentialReports } from '../src/shared/credential-report/credential-reports.js';
import { parseCredentialReport } from '../src/shared/credential-report/parse-credential-report.js';
import { systemSleep } from '../src/shared/credential-report/sleep.js';

const ACCOUNT = '111122223333';
const COLUMNS = 'user,arn,password_enabled,mfa_active,access_key_1_active,access_key_2_active';
const LINE = 'jdoe,arn:aws:iam::1:user/jdoe,TRUE,false,false,true';

function parsed(...lines: readonly string[]) {
  return parseCredentialReport(ACCOUNT, lines.join('\n'));
}

function flags(...lines: readonly string[]) {
  return parsed(...lines).rows.map(({ user, passwordEnabled, mfaActive }) => [
    user,
    passwordEnabled,
    mfaActive,
  ]);
}

describe('a credential report', () => {
  it('N4: a missing column is an error that names it', () => {
    const columns = COLUMNS.replace(',mfa_active', '');
    expect(() => parsed(columns)).toThrow(
      'The credential report of 111122223333 cannot be used: it has no column mfa_active',
    );
    expect(() => parsed('')).toThrow('it has no column user, arn,');
  });

  it.each<[string, readonly string[]]>([
    ['extra columns', [`${COLUMNS},additional_credentials_info`, `${LINE},x`]],
    ['another order', [COLUMNS.split(',').reverse().join(','), LINE.split(',').reverse().join(',')]],
    ['a byte order mark, other line ends and a blank line', [`\uFEFF${COLUMNS}\r`, `${LINE}\r`, '\r', '']],
    ['quoted fields', [COLUMNS, `"jdoe","arn,with ""comma""",TRUE,false,false,true`]],
  ])('N4: %s is fine', (_case, lines) => {
    const { rows, brokenLines } = parsed(...lines);
    expect(rows).toMatchObject([
      {
        user: 'jdoe',
        passwordEnabled: true,
        mfaActive: false,
        accessKeys: [{ isActive: false }, { isActive: true }],
      },
    ]);
    expect(brokenLines).toEqual([]);
  });

  it('N4: quoted commas and line ends belong to their field', () => {
    const [row] = parsed(COLUMNS, 'jdoe,"arn, and\nmore",true,true,false,false').rows;
    expect(row?.arn).toBe('arn, and\nmore');
  });

  it('N4: short rows and long ones are skipped, and counted by line', () => {
    const { rows, brokenLines } = parsed(COLUMNS, 'short,row', LINE, `${LINE},long`);
    expect(rows.map(({ user }) => user)).toEqual(['jdoe']);
    expect(brokenLines).toEqual([2, 4]);
  });

  it('N4: true has any letter case, what is not supported is unknown, anything else is false', () => {
    const line = (user: string, flag: string) => `${user},arn,${flag},${flag},false,false`;
    const texts = ['TRUE', 'True', 'true', 'FALSE', 'N/A', 'no_information', '', 'not_supported'];
    const expected = [true, true, true, false, false, false, false, undefined];
    const lines = texts.map((text, index) => line(`u${index}`, text));
    expect(flags(COLUMNS, ...lines)).toEqual(expected.map((flag, index) => [`u${index}`, flag, flag]));
  });

  it('the times of keys are read where there are any', () => {
    const columns = `${COLUMNS},access_key_1_last_rotated,access_key_2_last_rotated`;
    const [row] = parsed(columns, `${LINE},2026-01-02T03:04:05+00:00,N/A`).rows;
    expect(row?.accessKeys.map(({ rotatedAt }) => rotatedAt)).toEqual([
      new Date('2026-01-02T03:04:05Z'),
      undefined,
    ]);
  });

  it('text that is no CSV is an error of its own', () => {
    expect(() => parsed(COLUMNS, '"never closed')).toThrow(
      expect.objectContaining({ code: 'CREDENTIAL_REPORT' }),
    );
  });
});

interface Script {
  readonly states?: readonly string[];
  readonly answers?: readonly (() => object)[];
}

const CONTENT = new TextEncoder().encode(`${COLUMNS}\n${LINE}`);
const clock = new FixedClock();

function aReport(more: object = {}): () => object {
  return () => ({ Content: CONTENT, ReportFormat: 'text/csv', GeneratedTime: clock.now(), ...more });
}

/** IAM that answers in turn; the last answer stays. */
function asking({ states = ['COMPLETE'], answers = [aReport()] }: Script) {
  const calls: string[] = [];
  const pauses: number[] = [];
  const next = <T>(list: readonly T[], command: string): T => {
    const before = calls.filter((call) => call === command).length;
    calls.push(command);
    return list[Math.min(before, list.length - 1)]!;
  };
  const clients = fakeAwsClients(({ command }) =>
    command === 'GenerateCredentialReport' ? { State: next(states, command) } : next(answers, command)(),
  );
  const reports = new CredentialReports({
    clock,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  });
  const signal = new AbortController().signal;
  const ask = () => reports.of({ clients, accountId: ACCOUNT, region: 'eu-west-1', signal });
  return { ask, calls, pauses };
}

function notReady(): object {
  throw new CredentialReportNotReadyException({ message: 'not yet', $metadata: {} });
}

describe('credential reports', () => {
  it('N5: are waited for, half a second longer each time', async () => {
    const { ask, calls, pauses } = asking({ states: [...Array(9).fill('STARTED'), 'COMPLETE'] });
    expect((await ask()).rows).toHaveLength(1);
    expect(calls).toEqual([...Array(10).fill('GenerateCredentialReport'), 'GetCredentialReport']);
    expect(pauses).toEqual([500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500]);
  });

  it('N5: are given up after ten calls', async () => {
    const { ask, calls } = asking({ states: ['STARTED'] });
    await expect(ask()).rejects.toMatchObject({ code: 'CREDENTIAL_REPORT_LATE', retryable: true });
    expect(calls).toHaveLength(10);
  });

  it('N6: of another format are an error', async () => {
    const { ask } = asking({ answers: [aReport({ ReportFormat: 'text/xml' })] });
    await expect(ask()).rejects.toThrow('its format is text/xml, expected text/csv');
  });

  it('are asked for anew once when they are gone before they are fetched, and not twice', async () => {
    const once = asking({ answers: [notReady, aReport()] });
    expect((await once.ask()).rows).toHaveLength(1);
    expect(once.calls.filter((call) => call === 'GenerateCredentialReport')).toHaveLength(2);
    const never = asking({ answers: [notReady] });
    await expect(never.ask()).rejects.toMatchObject({ code: 'CREDENTIAL_REPORT_LATE' });
    expect(never.calls).toHaveLength(4);
  });

  it('are kept until IAM would make a new one, four hours after it made them', async () => {
    const anHourOld = new Date(clock.now().getTime() - 3_600_000);
    const { ask, calls } = asking({ answers: [aReport({ GeneratedTime: anHourOld }), aReport()] });
    const first = await ask();
    clock.advance(3 * 3600 - 1);
    expect(await ask()).toBe(first);
    expect(calls).toHaveLength(2);
    clock.advance(1);
    await ask();
    expect(calls).toHaveLength(4);
  });

  it('are not waited for any longer when the scan ends', async () => {
    const abort = new AbortController();
    const waiting = systemSleep(3_600_000, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
