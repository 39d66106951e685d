import { type Action, Refusal } from './call.js';

const JOINED = Date.UTC(2026, 0, 1) / 1000;

/** Accounts of the organization; pages by `MaxResults`, 20 at most, as AWS does. */
export const listAccounts: Action = (account, call) => {
  const { organization, pageSize = 20 } = account;
  if (!organization) {
    throw new Refusal('AccessDeniedException', "You don't have permissions to access this resource.");
  }
  const start = Number(call.params.get('NextToken') ?? 0);
  const end = start + Math.min(pageSize, 20, Number(call.params.get('MaxResults') ?? 20));
  const Accounts = organization.slice(start, end).map(({ id, name = `account ${id}`, state = 'ACTIVE' }) => ({
    Id: id,
    Arn: `arn:aws:organizations::${call.accountId}:account/o-example/${id}`,
    Email: `${id}@example.test`,
    Name: name,
    Status: state,
    State: state,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: JOINED,
  }));
  const NextToken = end < organization.length ? String(end) : undefined;
  return {
    status: 200,
    type: 'application/x-amz-json-1.1',
    body: JSON.stringify({ Accounts, NextToken }),
  };
};
