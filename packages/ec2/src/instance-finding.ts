import type { Finding } from '@fullstop/core';
import type { Instance } from './instance.js';

// A check has a time limit, and a finding that comes too late is lost; one without its application is not.
const LONGEST_WAIT_SECONDS = 5;

/**
 * Adds what every finding about an instance carries: its id and its application. An application that cannot be had, or not
 * within seconds, is left out: it never hides the finding.
 */
export async function instanceFinding<Type extends string>(
  instance: Instance,
  finding: Omit<Finding<Type>, 'instanceId'>,
): Promise<Finding<Type>> {
  const application = await inTime(applicationOf(instance));
  // The order lets a plugin name the application itself.
  return { ...application, ...finding, instanceId: instance.instanceId } as Finding<Type>;
}

type Application = Pick<Finding, 'applicationId' | 'applicationVersion'>;

async function applicationOf(instance: Instance): Promise<Application> {
  try {
    const [applicationId, applicationVersion] = await Promise.all([
      instance.applicationId(),
      instance.applicationVersion(),
    ]);
    return {
      ...(applicationId !== undefined && { applicationId }),
      ...(applicationVersion !== undefined && { applicationVersion }),
    };
  } catch {
    // Whatever it was, it is worth less than the finding; a plugin whose decision needs the fact meets the error itself.
    return {};
  }
}

async function inTime(application: Promise<Application>): Promise<Application> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Application>((resolve) => {
    timer = setTimeout(() => resolve({}), LONGEST_WAIT_SECONDS * 1000);
  });
  try {
    return await Promise.race([application, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
