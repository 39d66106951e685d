import { updateOwnRanges } from './publish/own-ranges.js';

// A part of `npm run version`, which lerna calls when it has written new numbers and before it commits them.
for (const path of updateOwnRanges(process.cwd()))
  console.log(`${path}: ranges of our packages are up to date`);
