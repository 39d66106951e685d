export { type ScmRepositoryOptions, scmRepositoryOptions } from './scm-repository.options.js';
export { ScmRepositoryPlugin } from './scm-repository.plugin.js';
