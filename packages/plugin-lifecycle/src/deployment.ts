import {
  type CloudTrailEvent,
  FactUnavailableError,
  type InstanceHistory,
  type LifecycleEntry,
  messageOf,
} from '@fullstop/core';
import type { Instance } from '@fullstop/ec2';

/** What ran on an instance. A member is absent when it is known not to exist. */
export type Deployment = Partial<
  Pick<LifecycleEntry, 'applicationId' | 'applicationVersion' | 'imageId' | 'imageName'>
>;

/**
 * What runs or ran on an instance. For an instance that was not launched just now, what was stored at its launch comes first:
 * it is there also when the instance is gone.
 * @throws {FactUnavailableError}
 */
export async function deploymentOf(
  instance: Instance,
  { eventName }: CloudTrailEvent,
  history: InstanceHistory,
): Promise<Deployment> {
  const stored = eventName === 'RunInstances' ? undefined : await newestOf(instance, history);
  return stored ?? (await deploymentFromAws(instance));
}

async function newestOf(
  { accountId, region, instanceId }: Instance,
  history: InstanceHistory,
): Promise<Deployment | undefined> {
  try {
    return await history.newest(accountId, region, instanceId);
  } catch (error) {
    // A database that is away for a moment is no reason to give up the check.
    throw new FactUnavailableError(`history of ${instanceId}`, messageOf(error), { cause: error });
  }
}

async function deploymentFromAws(instance: Instance): Promise<Deployment> {
  const applicationId = await instance.applicationId();
  const applicationVersion = await instance.applicationVersion();
  // Without both there will be no row, so the image need not be asked for.
  if (!applicationId || !applicationVersion) return { applicationId, applicationVersion };
  const [imageId, image] = await Promise.all([instance.imageId(), instance.image()]);
  return { applicationId, applicationVersion, imageId, imageName: image?.name };
}
