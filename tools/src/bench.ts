import { runSubject } from './subjects.js';

process.exitCode = await runSubject('bench', new URL('./bench/', import.meta.url), process.argv.slice(2));
