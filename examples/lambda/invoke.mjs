// Calls the built function as Lambda does, with the event in a file: node invoke.mjs event.json
import { readFileSync } from 'node:fs';

const event = JSON.parse(readFileSync(process.argv[2], 'utf8'));
process.chdir('dist');
const { handler } = await import(new URL('dist/index.mjs', import.meta.url).href);
const answer = await handler(event, { getRemainingTimeInMillis: () => 30_000 });
console.log(JSON.stringify(answer));
// A function is frozen between calls, with its connections open.
process.exit();
