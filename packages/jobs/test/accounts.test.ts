import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwsAccount, FixedTokens, TeamServiceClient } from '@fullstop/clients';
import { FixedClock, RecordingLogger } from '@fullstop/testing';
import { OWN_ACCOUNT_ID } from '@fullstop/tools/aws-server';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ConfiguredAccounts,
  ConfiguredRegions,
  EnabledRegions,
  LastKnownAccounts,
  OrganizationAccounts,
  SelectedAccounts,
  TeamServiceAccounts,
} from '../src/accounts/index.js';
import type { AccountSource, ScannedAccount } from '../src/framework/accounts.js';
import { FakeTime } from './support/fake-time.js';
import { useAws } from './support/scanning.js';

const FIRST = { id: '111122223333', name: 'shop' };
const SECOND = { id: '222233334444', name: 'bank' };
const never = new AbortController().signal;
const aws = useAws();

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A team service that answers with these accounts; `hangs` for one that never does. */
async function teamService(answer: (url: URL) => unknown): Promise<TeamServiceClient> {
  const server = createServer((request, response) => {
    const body = answer(new URL(request.url ?? '/', 'http://localhost'));
    if (body === 'hangs') return;
    response.writeHead(body === 'fails' ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new TeamServiceClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: new FixedTokens('teamService=token'),
    awsMembershipRoles: 'PowerUser,MasterOfDisaster',
    cacheSeconds: 0,
    http: { retries: 0, timeoutMs: 1500 },
  });
}

function idsOf(accounts: readonly { readonly id: string }[]): string[] {
  return accounts.map(({ id }) => id);
}

describe('the accounts of the team service', () => {
  it('F12: are those that are not disabled', async () => {
    const teams = await teamService(() => [
      FIRST,
      { ...SECOND, disabled: true },
      { id: '333322221111', owner: 'x' },
    ]);
    const accounts = await new TeamServiceAccounts({ teams }).accounts(never);
    expect(accounts).toEqual([FIRST, { id: '333322221111' }]);
  });

  it('F12: disabled ones are left out also when a client forgets it', async () => {
    const list: AwsAccount[] = [
      { ...FIRST, disabled: true },
      { ...SECOND, disabled: false },
    ];
    const teams = { activeAccounts: async () => list };
    expect(await new TeamServiceAccounts({ teams }).accounts(never)).toEqual([SECOND]);
  });

  it('F13: of a user are those of all roles, each once', async () => {
    const byRole: Record<string, unknown> = { PowerUser: [FIRST, SECOND], MasterOfDisaster: [SECOND] };
    const teams = await teamService((url) => byRole[url.searchParams.get('role') ?? '']);
    expect(idsOf(await teams.accountsOf('jdoe'))).toEqual([FIRST.id, SECOND.id]);
  });

  it.each(['fails', 'hangs'])(
    'F7: are asked for three times when the service %s, then it is an error',
    async (how) => {
      let asked = 0;
      const teams = await teamService(() => {
        asked += 1;
        return how;
      });
      const source = new TeamServiceAccounts({ teams, pauseSeconds: 0.01 });
      await expect(source.accounts(never)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
      expect(asked).toBe(3);
    },
  );

  it('F7: are waited for 5 seconds each time, with growing pauses', async () => {
    const time = new FakeTime('2026-03-02T09:30:00Z');
    const startedAt: number[] = [];
    const start = time.now().getTime();
    const teams = {
      activeAccounts: () => {
        startedAt.push((time.now().getTime() - start) / 1000);
        return new Promise<never>(() => {});
      },
    };
    const asked = new TeamServiceAccounts({ teams, timers: time })
      .accounts(never)
      .catch((error: unknown) => error);
    await time.advance(60);
    expect(await asked).toMatchObject({ code: 'TEAM_SERVICE_LATE' });
    expect(startedAt).toEqual([0, 6, 13]);
  });

  it('F7: are not asked for again once the run is over', async () => {
    const run = new AbortController();
    const reason = new Error('over');
    let asked = 0;
    const teams = {
      activeAccounts: async () => {
        asked += 1;
        run.abort(reason);
        throw new Error('down');
      },
    };
    await expect(new TeamServiceAccounts({ teams }).accounts(run.signal)).rejects.toBe(reason);
    expect(asked).toBe(1);
  });
});

describe('the last known accounts', () => {
  const clock = new FixedClock();
  const logger = new RecordingLogger();
  const down = new Error('down');
  let works = true;
  const source: AccountSource = {
    accounts: async () => {
      if (!works) throw down;
      return [FIRST];
    },
  };

  it('F7: stand in for 24 hours while the source is down, and each time is logged', async () => {
    const accounts = new LastKnownAccounts(source, { logger, clock });
    expect(await accounts.accounts(never)).toEqual([FIRST]);
    works = false;
    clock.advance(24 * 3600);
    expect(await accounts.accounts(never)).toEqual([FIRST]);
    expect(logger.lines).toMatchObject([
      { level: 'warn', message: expect.stringContaining('2026-03-02T09:30:00.000Z') },
    ]);
    clock.advance(1);
    await expect(accounts.accounts(never)).rejects.toBe(down);
  });

  it('F7: do not exist before the source has worked once', async () => {
    works = false;
    await expect(new LastKnownAccounts(source, { logger, clock }).accounts(never)).rejects.toBe(down);
  });
});

describe('the accounts of an organization', () => {
  const source = () => new OrganizationAccounts({ clients: aws.clients, accountId: OWN_ACCOUNT_ID });

  it('are the active ones of all pages', async () => {
    const states = ['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'ACTIVE', 'PENDING_ACTIVATION', 'ACTIVE'];
    const organization = states.map((state, index) => ({
      id: `10000000000${index}`,
      name: `n${index}`,
      state,
    }));
    aws.server.world = { accounts: { [OWN_ACCOUNT_ID]: { organization, pageSize: 2 } } };
    expect(await source().accounts(never)).toEqual([
      { id: '100000000000', name: 'n0' },
      { id: '100000000003', name: 'n3' },
      { id: '100000000005', name: 'n5' },
    ]);
    expect(aws.server.count({ service: 'organizations', action: 'ListAccounts' })).toBe(3);
  });

  it('are an error when the account may not list them', async () => {
    aws.server.world = { accounts: { [OWN_ACCOUNT_ID]: {} } };
    await expect(source().accounts(never)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

it('selected accounts are each there once, without excluded ones and without what is not of AWS', async () => {
  const logger = new RecordingLogger();
  const list: ScannedAccount[] = [FIRST, SECOND, FIRST, { id: 'on-premises' }, { id: '333322221111' }];
  const source = new ConfiguredAccounts(list);
  const selected = new SelectedAccounts(source, { excludedAccounts: ['333322221111'], logger });
  expect(await selected.accounts(never)).toEqual([FIRST, SECOND]);
  expect(logger.lines).toMatchObject([{ level: 'warn', fields: { accounts: ['on-premises'] } }]);
});

it('an excluded account is excluded however somebody comes by it', async () => {
  const logger = new RecordingLogger();
  const source = new ConfiguredAccounts([FIRST]);
  const selected = new SelectedAccounts(source, { excludedAccounts: [SECOND.id], logger });
  const accounts = new LastKnownAccounts(selected, { logger });
  expect([FIRST, SECOND].map(({ id }) => accounts.isExcluded(id))).toEqual([false, true]);
});

describe('the regions of an account', () => {
  it('J-05: are those that it has enabled, asked for once an hour', async () => {
    const clock = new FixedClock();
    aws.server.world = { accounts: { [FIRST.id]: { regions: ['us-west-2', 'ap-east-1'] }, [SECOND.id]: {} } };
    const regions = new EnabledRegions({ clients: aws.clients, clock });
    expect(await regions.regionsOf(FIRST.id, never)).toEqual(['ap-east-1', 'us-west-2']);
    await regions.regionsOf(FIRST.id, never);
    expect(await regions.regionsOf(SECOND.id, never)).toContain('eu-central-1');
    expect(aws.server.count({ action: 'DescribeRegions', accountId: FIRST.id })).toBe(1);
    clock.advance(3601);
    await regions.regionsOf(FIRST.id, never);
    expect(aws.server.count({ action: 'DescribeRegions', accountId: FIRST.id })).toBe(2);
  });

  it('J-05: cannot be guessed when the account does not tell', async () => {
    aws.server.world = { accounts: {} };
    const regions = new EnabledRegions({ clients: aws.clients });
    await expect(regions.regionsOf(FIRST.id, never)).rejects.toMatchObject({ code: 'ASSUME_ROLE_DENIED' });
  });

  it('J-05: are the configured ones where somebody configured them', async () => {
    expect(await new ConfiguredRegions(['sa-east-1']).regionsOf()).toEqual(['sa-east-1']);
  });
});
