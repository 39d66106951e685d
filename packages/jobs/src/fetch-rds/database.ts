import {
  type DBCluster,
  type DBInstance,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { AwsClients } from '@fullstop/aws';
import type { JsonObject, ScanTarget } from '@fullstop/core';

/** A database that says that the internet may reach it. */
export interface PublicDatabase {
  /** Identifier of the instance or cluster. */
  readonly name: string;
  /** Host name of its endpoint, without port; the identity of its finding. */
  readonly address: string;
  readonly port: number | undefined;
  /** Groups of its network; empty when AWS does not tell. */
  readonly groupIds: readonly string[];
  /** What else findings tell of it. */
  readonly details: JsonObject;
}

const PAGE_SIZE = 100;

/**
 * Database instances and clusters that are publicly accessible and have an endpoint, instances first, in AWS's order. A
 * cluster is when it says so itself, or one of its instances does. Rejects with the SDK's errors.
 */
export async function publicDatabases(
  clients: AwsClients,
  { accountId, region }: ScanTarget,
  abortSignal: AbortSignal,
): Promise<PublicDatabase[]> {
  const client = clients.client(RDSClient, accountId, region);
  const instances: DBInstance[] = [];
  for await (const page of paginateDescribeDBInstances(
    { client, pageSize: PAGE_SIZE },
    {},
    { abortSignal },
  )) {
    instances.push(
      ...(page.DBInstances ?? []).filter(({ PubliclyAccessible }) => PubliclyAccessible === true),
    );
  }
  const clusters: DBCluster[] = [];
  for await (const page of paginateDescribeDBClusters({ client, pageSize: PAGE_SIZE }, {}, { abortSignal })) {
    clusters.push(...(page.DBClusters ?? []));
  }
  const ofInstances = new Set(instances.flatMap(({ DBClusterIdentifier }) => DBClusterIdentifier ?? []));
  const isPublic = ({ PubliclyAccessible, DBClusterIdentifier = '' }: DBCluster) =>
    PubliclyAccessible === true || ofInstances.has(DBClusterIdentifier);
  return [...instances.flatMap(instanceDatabase), ...clusters.filter(isPublic).flatMap(clusterDatabase)];
}

/** None while an instance is still being created: then it has no endpoint. */
function instanceDatabase(instance: DBInstance): PublicDatabase[] {
  const { DBInstanceIdentifier: name = '', Endpoint, VpcSecurityGroups } = instance;
  if (!Endpoint?.Address) return [];
  const details = {
    db_instance_identifier: name,
    ...(instance.DBClusterIdentifier && { db_cluster_identifier: instance.DBClusterIdentifier }),
    ...(instance.Engine && { engine: instance.Engine }),
    ...(Endpoint.Port !== undefined && { port: Endpoint.Port }),
  };
  const groupIds = groupsOf(VpcSecurityGroups);
  return [{ name, address: Endpoint.Address, port: Endpoint.Port, groupIds, details }];
}

function clusterDatabase(cluster: DBCluster): PublicDatabase[] {
  const { DBClusterIdentifier: name = '', Endpoint: address, Port: port, DBClusterMembers = [] } = cluster;
  if (!address) return [];
  const details = {
    db_cluster_identifier: name,
    ...(cluster.Engine && { engine: cluster.Engine }),
    ...(port !== undefined && { port }),
    ...(cluster.ReaderEndpoint && { reader_endpoint: cluster.ReaderEndpoint }),
    db_cluster_members: DBClusterMembers.flatMap(
      ({ DBInstanceIdentifier }) => DBInstanceIdentifier ?? [],
    ).sort(),
  };
  return [{ name, address, port, groupIds: groupsOf(cluster.VpcSecurityGroups), details }];
}

function groupsOf(groups: readonly { readonly VpcSecurityGroupId?: string | undefined }[] = []): string[] {
  return groups.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []);
}
