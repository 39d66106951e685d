import type { InitializeHook, ResolveHook } from 'node:module';
import type { SharedPackages } from './shared-packages.js';

// Node runs this module in a thread of its own and asks it about every import.
let shared: SharedPackages = { names: [], parentURL: '' };

export const initialize: InitializeHook<SharedPackages> = (data) => {
  shared = data;
};

export const resolve: ResolveHook = (specifier, context, next) => {
  const isShared = shared.names.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  return next(specifier, isShared ? { ...context, parentURL: shared.parentURL } : context);
};
