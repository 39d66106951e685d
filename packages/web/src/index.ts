import { fileURLToPath } from 'node:url';

/** The web page for `startApi` of `@fullstop/api`: where its built files are, and which paths it answers. */
export const webPage = {
  // The same from src/ and from dist/.
  folder: fileURLToPath(new URL('../dist/page/', import.meta.url)),
  paths: /^\/(index|violations(\/\d+)?|rules(\/\d+)?|checks|jobs|plugins)?\/?$/,
} as const;
