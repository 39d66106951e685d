import { join } from 'node:path';
import type { ClientContext } from './client-context.js';

/** Folder where an application keeps its settings on this platform. */
export function applicationFolder(
  { environment, platform, homeFolder }: ClientContext,
  application: string,
): string {
  if (platform === 'darwin') return join(homeFolder, 'Library', 'Application Support', application);
  if (platform === 'win32') {
    return join(environment.APPDATA || join(homeFolder, 'AppData', 'Roaming'), application);
  }
  return join(environment.XDG_CONFIG_HOME || join(homeFolder, '.config'), application);
}
