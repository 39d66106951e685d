import { writeFile } from 'node:fs/promises';
import { describeApi } from './describe-api.js';

// `npm run openapi`: writes the description of the API to the file that is the argument.
const [, , file] = process.argv;
if (file === undefined) throw new Error('Expected the file to write to');
await writeFile(file, `${JSON.stringify(await describeApi(), null, 2)}\n`);
