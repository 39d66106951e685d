import {
  type AccessKeyMetadata,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListAccessKeys,
} from '@aws-sdk/client-iam';
import type { AwsClients } from '@fullstop/aws';
import type { JobFinding, JsonObject, ScanContext } from '@fullstop/core';

/** Whose keys are looked at. */
export interface KeysOfUsers {
  readonly clients: AwsClients;
  readonly accountId: string;
  /** Region of the IAM client. */
  readonly region: string;
  /** Names of users. */
  readonly users: readonly string[];
  /** Keys made before are too old. */
  readonly oldest: Date;
  readonly context: ScanContext;
}

type KeyFinding = JobFinding<'ACTIVE_KEY_TOO_OLD'>;

interface Scan {
  readonly iam: IAMClient;
  readonly oldest: Date;
  readonly context: ScanContext;
}

/** The active keys of users that are too old. One user's failure does not hide the others. */
export async function oldKeys({
  clients,
  accountId,
  region,
  users,
  oldest,
  context,
}: KeysOfUsers): Promise<KeyFinding[]> {
  const scan = { iam: clients.client(IAMClient, accountId, region), oldest, context };
  const findings: KeyFinding[] = [];
  for (const user of users) {
    try {
      findings.push(...(await oldKeysOf(user, scan)));
    } catch (error) {
      context.signal.throwIfAborted();
      context.problem(`user ${user}`, error);
    }
  }
  return findings;
}

async function oldKeysOf(user: string, scan: Scan): Promise<KeyFinding[]> {
  const keys = await accessKeysOf(user, scan);
  const old = keys.filter(
    ({ Status, CreateDate }) => Status === 'Active' && CreateDate && CreateDate < scan.oldest,
  );
  return Promise.all(old.map((key) => findingOf(user, key, scan)));
}

async function accessKeysOf(UserName: string, { iam: client, context }: Scan): Promise<AccessKeyMetadata[]> {
  const keys: AccessKeyMetadata[] = [];
  try {
    for await (const page of paginateListAccessKeys(
      { client },
      { UserName },
      { abortSignal: context.signal },
    )) {
      keys.push(...(page.AccessKeyMetadata ?? []));
    }
    return keys;
  } catch (error) {
    // The report can be some hours old: the user is gone, and the keys with him.
    if (error instanceof NoSuchEntityException) return [];
    throw error;
  }
}

async function findingOf(user: string, key: AccessKeyMetadata, scan: Scan): Promise<KeyFinding> {
  const { AccessKeyId: id = '', CreateDate: created } = key;
  const metaInfo = {
    access_key_id: id,
    user_name: user,
    access_key_created: created?.getTime() ?? null,
    access_key_created_at: created?.toISOString() ?? null,
    ...(await lastUseOf(id, scan)),
  };
  return { type: 'ACTIVE_KEY_TOO_OLD', eventId: `check-access-key_${id}`, metaInfo };
}

/** Beside the point, so that a key is reported also when nobody knows when it was used. */
async function lastUseOf(AccessKeyId: string, { iam, context }: Scan): Promise<JsonObject> {
  try {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId });
    const { AccessKeyLastUsed: use } = await iam.send(command, { abortSignal: context.signal });
    const at = use?.LastUsedDate;
    return { last_used: at?.toISOString() ?? null, last_used_service: (at && use?.ServiceName) ?? null };
  } catch (error) {
    context.signal.throwIfAborted();
    context.problem(`last use of access key ${AccessKeyId}`, error);
    return {};
  }
}
