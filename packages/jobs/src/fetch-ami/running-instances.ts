import { type EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';

/** A running instance and its image. */
export interface RunningInstance {
  readonly instanceId: string;
  readonly imageId: string;
}

const PAGE_SIZE = 1000;

/** The running instances of an account in a region; all pages, each asked for with the filter. */
export async function runningInstances(
  client: EC2Client,
  abortSignal: AbortSignal,
): Promise<RunningInstance[]> {
  const Filters = [{ Name: 'instance-state-name', Values: ['running'] }];
  const instances: RunningInstance[] = [];
  for await (const page of paginateDescribeInstances(
    { client, pageSize: PAGE_SIZE },
    { Filters },
    { abortSignal },
  )) {
    for (const { InstanceId, ImageId } of (page.Reservations ?? []).flatMap(
      ({ Instances = [] }) => Instances,
    )) {
      if (InstanceId && ImageId) instances.push({ instanceId: InstanceId, imageId: ImageId });
    }
  }
  return instances;
}
