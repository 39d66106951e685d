/** Which applications instances belong to, by what is stored of them. */
export interface InstanceApplications {
  /** Id of the application that used any of the instances last; `undefined` when nothing is stored of them. */
  applicationOf(
    accountId: string,
    region: string,
    instanceIds: readonly string[],
  ): Promise<string | undefined>;
}

/** Token of the {@link InstanceApplications}. */
export const INSTANCE_APPLICATIONS = Symbol.for('@fullstop/core:instance-applications');
