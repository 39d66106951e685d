import { runSubject } from './subjects.js';

process.exitCode = await runSubject('fuzz', new URL('./fuzz/', import.meta.url), process.argv.slice(2));
