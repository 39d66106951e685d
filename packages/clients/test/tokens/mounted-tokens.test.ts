import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MountedTokens, TokenUnavailableError } from '../../src/index.js';
import { rejection, shownBy, withDirectory } from '../support/tokens.js';

describe('mounted tokens', () => {
  it('C14: are read from files, and anew when these are replaced', () =>
    withDirectory(async (directory) => {
      const tokens = new MountedTokens(directory);
      await writeFile(join(directory, 'kio-token-type'), 'Bearer\n');
      await writeFile(join(directory, 'kio-token-secret'), 'first\n');
      expect(await tokens.token('kio')).toBe('first');
      await writeFile(join(directory, 'new'), 'second');
      await rename(join(directory, 'new'), join(directory, 'kio-token-secret'));
      expect(await tokens.token('kio')).toBe('second');
      await rm(join(directory, 'kio-token-secret'));
      expect((await rejection(tokens.token('kio'))).message).toMatch(/kio-token-secret.*CREDENTIALS_DIR/);
    }));

  it('are bearer tokens when nothing says what they are', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'kio-token-secret'), 'first');
      expect(await new MountedTokens(directory).token('kio')).toBe('first');
    }));

  it.each([
    ['hunter2', 'Basic', /does not say Bearer/],
    ['', 'Bearer', /empty/],
    ['hunter2\nhunter3', 'Bearer', /characters/],
  ])('with the secret %j and the type %j cannot be used', (secret, type, message) =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'kio-token-type'), type);
      await writeFile(join(directory, 'kio-token-secret'), secret);
      const error = await rejection(new MountedTokens(directory).token('kio'));
      expect(error).toBeInstanceOf(TokenUnavailableError);
      expect(error.message).toMatch(message);
      expect(shownBy(error)).not.toMatch(/hunter/);
    }),
  );

  it('that cannot be read are an error', () =>
    withDirectory(async (directory) => {
      await mkdir(join(directory, 'kio-token-secret'));
      const error = await rejection(new MountedTokens(directory).find('kio'));
      expect(error.message).toMatch(/kio-token-secret.*EISDIR/);
    }));

  it.each(['../kio', 'a/b', '', '.'])('are not looked for outside of the directory, as with %j', (id) =>
    withDirectory(async (directory) => {
      expect(await new MountedTokens(join(directory, 'x')).find(id)).toBeUndefined();
    }),
  );
});
