import { AWS_CLIENTS } from '@fullstop/aws';
import type { PluginNeed } from '@fullstop/core';

/** For jobs that ask AWS. */
export const NEEDS_AWS: PluginNeed = { token: AWS_CLIENTS, remedy: 'let it use AWS' };
