import { FixedClock } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ClientArgumentError,
  DependencyRequestError,
  DependencyUnavailableError,
  TeamServiceClient,
  type TeamServiceClientOptions,
} from '../../src/index.js';
import { json, Loopback, routes, text } from '../support/loopback.js';
import { rejection, secretTokens } from '../support/tokens.js';

const clock = new FixedClock();
let service: Loopback;
beforeEach(async () => {
  service = await Loopback.start();
});
afterEach(() => service.stop());

function teams(options: Partial<TeamServiceClientOptions> = {}): TeamServiceClient {
  const http = { retries: 0, timeoutMs: 10_000 };
  return new TeamServiceClient({ url: service.url, tokens: secretTokens, clock, http, ...options });
}

const account = (id: string, disabled?: boolean) => ({
  id,
  name: `account-${id}`,
  type: 'aws',
  description: 'x',
  owner: 'stups',
  disabled,
  members: [],
});
const MEMBER = '/api/accounts/aws?member=jdoe&role=';

describe('the team service', () => {
  it('C8: knows the accounts of a user in all roles, each once, disabled ones included', async () => {
    service.answer = routes({
      [`${MEMBER}PowerUser`]: json([account('111122223333'), account('444455556666', true)]),
      [`${MEMBER}Deployer`]: json([account('111122223333')]),
    });
    expect(await teams().accountsOf('jdoe')).toEqual([
      { id: '111122223333', name: 'account-111122223333', owner: 'stups', disabled: false },
      { id: '444455556666', name: 'account-444455556666', owner: 'stups', disabled: true },
    ]);
  });

  it('A-55: asks for the configured roles, trimmed', async () => {
    service.answer = json([]);
    await teams({ awsMembershipRoles: ' Admin , , Power User' }).accountsOf('jdoe');
    expect(service.urls.sort()).toEqual([`${MEMBER}Admin`, `${MEMBER}Power%20User`]);
  });

  it('A-55: grants nothing when one role cannot be looked up', async () => {
    service.answer = routes({
      [`${MEMBER}PowerUser`]: json([account('111122223333')]),
      [`${MEMBER}Deployer`]: text('', 500),
    });
    expect(await rejection(teams().accountsOf('jdoe'))).toBeInstanceOf(DependencyUnavailableError);
  });

  it('knows the teams of a user; ids are trimmed, blank ones dropped', async () => {
    service.answer = routes({
      '/api/teams?member=jdoe': json([
        { id: ' stups ', name: 'x' },
        { id: ' ' },
        { id: null },
        {},
        { id: 'b' },
      ]),
    });
    expect(await teams().teamIdsOf('jdoe')).toEqual(['stups', 'b']);
  });

  it('api 14.9 row 8: encodes the user id', async () => {
    service.answer = json([]);
    await teams().teamIdsOf('jürgen & co');
    expect(service.urls).toEqual(['/api/teams?member=j%C3%BCrgen%20%26%20co']);
  });

  it('knows the accounts that are not disabled', async () => {
    service.answer = routes({
      '/api/accounts/aws': json([account('1'), account('2', true), account('3', false)]),
    });
    expect((await teams().activeAccounts()).map(({ id }) => id)).toEqual(['1', '3']);
  });

  it.each(['', '  '])('is not asked about the user %j', async (userId) => {
    expect(await rejection(teams().accountsOf(userId))).toBeInstanceOf(ClientArgumentError);
    expect(await rejection(teams().teamIdsOf(userId))).toBeInstanceOf(ClientArgumentError);
    expect(service.requests).toEqual([]);
  });

  it.each([404, 400, 401])('passes %i on', async (status) => {
    service.answer = text('', status);
    expect(await rejection(teams().teamIdsOf('jdoe'))).toBeInstanceOf(DependencyRequestError);
  });

  it('keeps answers for a minute per user, and no failures', async () => {
    const asking = teams();
    service.answer = text('', 500);
    await rejection(asking.teamIdsOf('jdoe'));
    service.answer = json([{ id: 'stups' }]);
    await asking.teamIdsOf('jdoe');
    clock.advance(59);
    expect(await asking.teamIdsOf('jdoe')).toEqual(['stups']);
    expect(service.requests).toHaveLength(2);
    await asking.teamIdsOf('other');
    clock.advance(1);
    await asking.teamIdsOf('jdoe');
    expect(service.requests).toHaveLength(4);
  });

  it('cannot do without a role', () => {
    expect(() => teams({ awsMembershipRoles: ' , ' })).toThrow(/awsMembershipRoles/);
  });
});
