import { INSTANCE_APPLICATIONS, type PluginNeed } from '@fullstop/core';

/** What jobs need that ask which application an instance belongs to. */
export const NEEDS_INSTANCE_APPLICATIONS: PluginNeed = {
  token: INSTANCE_APPLICATIONS,
  remedy: 'run it in the service, with its database',
};
