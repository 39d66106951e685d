// Loaded into a process under test: whoever loads the AWS SDK ends it.

import { register } from 'node:module';

const hook = `export async function resolve(name, context, next) {
  if (/^@(aws-sdk|smithy)\\//.test(name)) {
    process.stderr.write('AWS SDK LOADED: ' + name + ' by ' + context.parentURL + '\\n');
    process.exit(99);
  }
  return next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
