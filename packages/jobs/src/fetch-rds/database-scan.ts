import type { AwsClients } from '@fullstop/aws';
import type { Clock, JobFinding, JsonObject, ScanContext, ScanTarget } from '@fullstop/core';
import { eachResource } from '../shared/scanning/each-resource.js';
import {
  areNone,
  type GroupsById,
  opensTcpPort,
  SecurityGroupCheck,
} from '../shared/security-groups/index.js';
import { type PublicDatabase, publicDatabases } from './database.js';
import type { FetchRdsOptions } from './fetch-rds.options.js';

type DatabaseFinding = JobFinding<'UNSECURED_PUBLIC_ENDPOINT'>;

/** Looks for databases that say that the internet may reach them. */
export class DatabaseScan {
  readonly #groups: SecurityGroupCheck;

  constructor(
    private readonly clients: AwsClients,
    clock: Clock,
    { internalRanges }: FetchRdsOptions,
  ) {
    this.#groups = new SecurityGroupCheck(clients, clock, internalRanges);
  }

  async scan(target: ScanTarget, context: ScanContext): Promise<DatabaseFinding[]> {
    const databases = await publicDatabases(this.clients, target, context.signal);
    const groupIds = databases.flatMap((database) => database.groupIds);
    const groups = await this.#groups.read(target, groupIds, context.signal);
    return eachResource(
      databases,
      ({ name }) => name,
      async (database) => ({
        type: 'UNSECURED_PUBLIC_ENDPOINT',
        instanceId: database.address,
        metaInfo: {
          unsecuredDatabase: database.address,
          errorMessages: [`Database ${database.name} is publicly accessible`],
          ...database.details,
          ...(await this.#groupMembers(target, database, groups, context.signal)),
        },
      }),
      context,
    );
  }

  /** Whether the groups let the internet in, and which; nothing where AWS tells of no groups or no port. */
  async #groupMembers(
    target: ScanTarget,
    { groupIds, port }: PublicDatabase,
    groups: GroupsById,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    if (groupIds.length === 0 || port === undefined) return {};
    const opensPort = (permission: Parameters<typeof opensTcpPort>[0]) => opensTcpPort(permission, port);
    const open = await this.#groups.offending(target, groupIds, groups, opensPort, signal);
    return {
      open_to_internet: !areNone(open),
      ...(!areNone(open) && { unsecuredSecurityGroups: open }),
    };
  }
}
