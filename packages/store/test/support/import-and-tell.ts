import { importLegacyDatabase } from '../../src/index.js';

// Imports an old database in small batches, and tells about each before it begins the next.

const [from, to] = process.argv.slice(2);
await importLegacyDatabase({
  from: { url: from! },
  to: { url: to! },
  batchRows: 2,
  onProgress: (table) => console.log(JSON.stringify(table)),
});
console.log('done');
setInterval(() => undefined, 60_000);
