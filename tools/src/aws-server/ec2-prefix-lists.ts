import { type Action, Refusal } from './call.js';
import { ec2Reply } from './query-protocol.js';

/** Entries of a prefix list, which must exist; pages by `MaxResults`. */
export const getManagedPrefixListEntries: Action = ({ prefixLists = {}, pageSize = 100 }, call) => {
  const id = call.params.get('PrefixListId') ?? '';
  const entries = Object.hasOwn(prefixLists, id) ? prefixLists[id] : undefined;
  if (!entries)
    throw new Refusal('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  const start = Number(call.params.get('NextToken') ?? 0);
  const end = start + Math.min(pageSize, Number(call.params.get('MaxResults') ?? 100));
  return ec2Reply(call, {
    entrySet: { item: entries.slice(start, end).map((cidr) => ({ cidr })) },
    nextToken: end < entries.length ? String(end) : undefined,
  });
};
