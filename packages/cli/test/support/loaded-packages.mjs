// Loaded into a process under test: tells on standard error when one of these packages is loaded, `LOADED <name>`.

import { register } from 'node:module';

// At once: this runs beside the program, and what goes through its stream comes later.
const hook = `import { writeSync } from 'node:fs';
export async function resolve(name, context, next) {
  if (name === '@nestjs/swagger' || name === '@fullstop/api') writeSync(2, 'LOADED ' + name + '\\n');
  return next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
