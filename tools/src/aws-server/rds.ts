import { type Action, type AwsCall, inRegion, type Reply } from './call.js';
import { queryReply } from './query-protocol.js';
import type { DatabaseClusterWorld, DatabaseWorld } from './rds-world.js';
import type { AccountWorld } from './world.js';
import type { XmlValue } from './xml.js';

/** Database instances; pages by `MaxRecords`. No filters. */
export const describeDBInstances: Action = (account, call) =>
  pageReply(account, call, inRegion(account.databases, call), (page) => ({
    DBInstances: { DBInstance: page.map(instanceXml) },
  }));

/** Database clusters; pages by `MaxRecords`. No filters. */
export const describeDBClusters: Action = (account, call) =>
  pageReply(account, call, inRegion(account.databaseClusters, call), (page) => ({
    DBClusters: { DBCluster: page.map(clusterXml) },
  }));

function instanceXml(database: DatabaseWorld): XmlValue {
  const { identifier, address, port, engine = 'postgres', publiclyAccessible } = database;
  return {
    DBInstanceIdentifier: identifier,
    DBInstanceStatus: address === undefined ? 'creating' : 'available',
    Engine: engine,
    Endpoint: address === undefined ? undefined : { Address: address, Port: port },
    DBClusterIdentifier: database.clusterIdentifier,
    PubliclyAccessible: publiclyAccessible,
    VpcSecurityGroups: groupsXml(database),
  };
}

function clusterXml(cluster: DatabaseClusterWorld): XmlValue {
  return {
    DBClusterIdentifier: cluster.identifier,
    Engine: cluster.engine ?? 'aurora-postgresql',
    Endpoint: cluster.address,
    ReaderEndpoint: cluster.readerAddress,
    Port: cluster.port,
    PubliclyAccessible: cluster.publiclyAccessible,
    VpcSecurityGroups: groupsXml(cluster),
    DBClusterMembers: {
      DBClusterMember: (cluster.members ?? []).map((DBInstanceIdentifier) => ({ DBInstanceIdentifier })),
    },
  };
}

function groupsXml({ groupIds = [] }: Pick<DatabaseWorld, 'groupIds'>): XmlValue {
  const memberships = groupIds.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' }));
  return { VpcSecurityGroupMembership: memberships };
}

function pageReply<T>(
  { pageSize = 100 }: AccountWorld,
  call: AwsCall,
  all: readonly T[],
  result: (page: T[]) => { [name: string]: XmlValue },
): Reply {
  const start = Number(call.params.get('Marker') ?? 0);
  const end = start + Math.min(pageSize, Number(call.params.get('MaxRecords') ?? 100));
  const Marker = end < all.length ? String(end) : undefined;
  return queryReply(call, { Marker, ...result(all.slice(start, end)) });
}
