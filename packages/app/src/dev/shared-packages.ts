import { register } from 'node:module';

/** What {@link shareOurs} hands to the hooks. */
export interface SharedPackages {
  readonly names: readonly string[];
  /** Module from which they are resolved. */
  readonly parentURL: string;
}

/**
 * Lets everything that is imported from now on in this process take these packages from Fullstop itself, as an installed
 * plugin does: a plugin under development has copies of its own, and what one copy decorated the other cannot build.
 */
export function shareOurs(names: readonly string[]): void {
  const data: SharedPackages = { names, parentURL: import.meta.url };
  register(new URL('./shared-packages.hooks.js', import.meta.url), { data });
}
