import preset from './jest.preset.mjs';

// One project for all packages: with one for each, every one of them would compile and keep the sources of the others anew.
export default {
  ...preset(import.meta.dirname, { folders: ['packages', 'tools'] }),
  testSequencer: '<rootDir>/tools/test-run/slow-files-first.mjs',
};
