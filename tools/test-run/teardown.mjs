/** Stops what `setup.mjs` started. */
export default () => globalThis.fullstopTestRun.stop();
