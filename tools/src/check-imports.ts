import { checkWorkspace, describeOffence } from './imports/check.js';
import { readWorkspace } from './imports/read-workspace.js';
import { checkPublishable } from './publish/manifest-check.js';
import { REPOSITORY } from './repository.js';

// Part of `npm run lint`: imports go only where tools/src/imports/directions.ts says, and packages can be published.
const workspace = readWorkspace(REPOSITORY);
const offences = [...checkWorkspace(workspace), ...checkPublishable(REPOSITORY)];

for (const offence of offences) console.error(describeOffence(offence));
if (offences.length === 0) console.log(`import directions: ${workspace.files.length} files, ok`);
process.exitCode = offences.length === 0 ? 0 : 1;
