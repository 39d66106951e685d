import { describe, expect, it } from '@jest/globals';
import { parseImageReference } from '../../src/index.js';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('an image reference', () => {
  it.each([
    [
      'SG-1',
      'pierone.example.org/team/artifact:0.1.0.5.0-7.8',
      { registry: 'pierone.example.org', team: 'team', artifact: 'artifact', tag: '0.1.0.5.0-7.8' },
    ],
    [
      'SG-3',
      'docker://registry.zalando.com/stups/x:1.0',
      { registry: 'registry.zalando.com', team: 'stups', artifact: 'x', tag: '1.0' },
    ],
    [
      'SG-4',
      'reg.example.org:5000/team/art:1',
      { registry: 'reg.example.org:5000', team: 'team', artifact: 'art', tag: '1' },
    ],
    ['SG-6', 'a/b/team/art:1', { registry: 'a/b', team: 'team', artifact: 'art', tag: '1' }],
    [
      'SG-7',
      'reg/team/art@sha256:abc',
      { registry: 'reg', team: 'team', artifact: 'art', digest: 'sha256:abc' },
    ],
    [
      'SG-8',
      'reg/team/art:1@sha256:abc',
      { registry: 'reg', team: 'team', artifact: 'art', tag: '1', digest: 'sha256:abc' },
    ],
    ['SG-9', '/team/art:1', { registry: '', team: 'team', artifact: 'art', tag: '1' }],
    [
      'white space around it',
      ' reg.example.org/team/art:1\n',
      { registry: 'reg.example.org', team: 'team', artifact: 'art', tag: '1' },
    ],
    [
      'a port and a digest',
      `https://[::1]:5000/my-team/a__b.c:v1_2@${digest}`,
      { registry: '[::1]:5000', team: 'my-team', artifact: 'a__b.c', tag: 'v1_2', digest },
    ],
  ])('%s: %j is read', (_id, source, expected) => {
    expect(parseImageReference(source)).toEqual(expected);
  });

  it.each([
    ['SG-2', 'stups/fullstop:10.0'],
    ['SG-5', 'reg/team/art'],
    ['SG-10', 'nginx:latest'],
    ['SG-11', 'reg/team/art:'],
    ['a port and no tag', 'reg.example.org:5000/team/art'],
    ['nothing', ''],
    ['blanks', '  '],
    ['an empty team', 'reg//art:1'],
    ['an empty artifact', 'reg/team/:1'],
    ['a tag with a slash', 'reg/team/art:1/2'],
    ['two tags', 'reg/team/art:1:2'],
    ['an empty digest', 'reg/team/art:1@'],
    ['a digest that is none', 'reg/team/art@latest'],
    ['capital letters', 'reg/Team/art:1'],
    ['a way out', 'reg/../..:1'],
    ['white space', 'reg/te am/art:1'],
    ['another user', 'user@reg/team/art:1'],
    ['a query', 'reg/team/art?x:1'],
    ['a tag of 129 characters', `reg/team/art:${'1'.repeat(129)}`],
    ['a name of more than 255 characters', `reg/team/${'a'.repeat(255)}:1`],
    ['a line break', 'reg/team/art:1\nreg'],
  ])('%s: %j is none', (_id, source) => {
    expect(parseImageReference(source)).toBeUndefined();
  });

  it('is read in no time, whatever it is', () => {
    const startedAt = process.cpuUsage();
    for (const part of ['a-', 'a.', '/', ':', '@', 'a__', '-']) parseImageReference(part.repeat(100_000));
    for (const part of ['a-', 'a.', 'a_', '--']) parseImageReference(`reg/team/${part.repeat(110)}!:1`);
    expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(500);
  });
});
