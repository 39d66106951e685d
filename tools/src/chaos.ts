import { runSubject } from './subjects.js';

process.exitCode = await runSubject('chaos', new URL('./chaos/', import.meta.url), process.argv.slice(2));
