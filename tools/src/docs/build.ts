import { join } from 'node:path';
import { REPOSITORY } from '../repository.js';
import { buildSite, SITE } from './site/build-site.js';
import { checkSite } from './site/check-site.js';

// `npm run docs`: writes the site, and fails when one of its links leads nowhere.
const pages = await buildSite();
const problems = checkSite(join(REPOSITORY, SITE));
for (const problem of problems) console.error(problem);
console.log(`${pages} pages in ${SITE}/`);
process.exitCode = problems.length > 0 ? 1 : 0;
