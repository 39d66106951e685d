import { describe, expect, it } from '@jest/globals';
import { isInRegistry } from '../src/image-registry.js';

describe('a trusted registry', () => {
  it.each([
    ['r.example', 'r.example/app'],
    ['r.example', 'r.example/team/app:1'],
    ['r.example/team', 'r.example/team/app:1'],
    ['r.example/team', 'r.example/team/app@sha256:0123'],
    ['r.example/team/app', 'r.example/team/app:1'],
    ['r.example/team/app', 'r.example/team/app:1@sha256:0123'],
    ['r.example:5000', 'r.example:5000/app:1'],
    ['r.example:5000/team', 'r.example:5000/team/app'],
  ])('%s has the image %s', (registry, image) => expect(isInRegistry(image, [registry])).toBe(true));

  it.each([
    ['r.example/team', 'r.example/team-2/app:1'],
    ['r.example/team', 'r.example/other/team/app:1'],
    ['r.example', 'r.example.evil.test/app:1'],
    ['r.example', 'evil.test/r.example/app:1'],
    ['r.example', 'r.example:5000/app:1'],
    ['r.example:500', 'r.example:5000/app:1'],
    ['r.example/team/app', 'r.example/team/app-2:1'],
    ['r.example/team', 'R.example/team/app:1'],
    ['r.example', ''],
  ])('%s does not have the image %s', (registry, image) =>
    expect(isInRegistry(image, [registry])).toBe(false),
  );

  it('has nothing when none is configured', () => expect(isInRegistry('r.example/app', [])).toBe(false));
});
