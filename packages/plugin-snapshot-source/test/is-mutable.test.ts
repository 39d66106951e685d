import { describe, expect, it } from '@jest/globals';
import { isMutable } from '../src/is-mutable.js';

const DIGEST = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

describe('the name of an image', () => {
  it.each([
    ['SN-3', 'docker://registry.zalando.com/stups/SNAPSHOT:1.0', false],
    ['SN-4', 'docker://registry.zalando.com/stups/yourturn:1.0-SNAPSHOT', true],
    ['SN-5', 'registry.zalando.com/stups/yourturn:1.0-snapshot', true],
    ['SN-5', 'registry.zalando.com/stups/yourturn:1.0-Snapshot', true],
    ['SN-6', 'registry.zalando.com/stups/yourturn:SNAPSHOT', false],
    ['SN-7', 'registry.zalando.com/stups/yourturn-SNAPSHOT:1.0', false],
    ['SN-8', `registry.zalando.com/stups/yourturn:1.0-SNAPSHOT@${DIGEST}`, false],
    ['no registry', 'yourturn:1.0-SNAPSHOT', true],
    ['no tag', 'registry.zalando.com/stups/yourturn-SNAPSHOT', true],
    ['no digest after the @', 'registry.zalando.com/stups/yourturn:1.0@x-SNAPSHOT', true],
    ['more after the tag', 'registry.zalando.com/stups/yourturn:1.0-SNAPSHOT-2', false],
  ])('%s: %s can change: %s', (_id, source, mutable) => expect(isMutable(source, [])).toBe(mutable));

  it.each([
    ['reg.example.org/team/art:latest', true],
    ['reg.example.org/team/art', true],
    ['reg.example.org:5000/team/art', true],
    ['nginx', true],
    ['reg.example.org/team/art:master', true],
    ['reg.example.org/team/art:latest-1', false],
    ['reg.example.org/team/art:Latest', false],
    ['reg.example.org/team/latest:1.0', false],
    [`reg.example.org/team/art:latest@${DIGEST}`, false],
    [`reg.example.org/team/art@${DIGEST}`, false],
  ])('with latest and master as mutable tags, %s can change: %s', (source, mutable) => {
    expect(isMutable(source, ['latest', 'master'])).toBe(mutable);
    expect(isMutable(source, [])).toBe(false);
  });

  it('does not take the end of a digest for a tag', () => {
    expect(isMutable('reg.example.org/team/art@sha256:0123', ['0123'])).toBe(false);
  });

  it('takes no longer for a long text', () => {
    expect(isMutable('@a'.repeat(100_000), [])).toBe(false);
    expect(isMutable(`${':'.repeat(100_000)}/`, [])).toBe(false);
  });
});
