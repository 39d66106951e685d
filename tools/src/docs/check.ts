import { checkSamples, countSamples } from './checks/check-samples.js';
import { runBlocks, runnableBlocks } from './checks/run-blocks.js';
import { readDocuments } from './documents.js';

// `npm run docs:check`: compiles the samples of all documents, and runs the blocks that begin with `sh runnable`.
const documents = readDocuments();
const problems = checkSamples(documents);
console.log(`${countSamples(documents)} samples of code compiled`);

for (const document of documents) {
  const blocks = runnableBlocks(document).length;
  if (blocks === 0) continue;
  const started = performance.now();
  problems.push(...(await runBlocks(document)));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${document.path}: ${blocks} blocks run in ${seconds} s`);
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
