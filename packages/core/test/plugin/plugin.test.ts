import { describe, expect, it } from '@jest/globals';
import {
  commaList,
  type EventPlugin,
  findPluginMetadata,
  Plugin,
  PluginDefinitionError,
  type PluginMetadata,
} from '../../src/index.js';
import { aPlugin, BAD_THING } from '../support/plugins.js';

describe('@Plugin', () => {
  it('leaves metadata on the class that cannot be changed', () => {
    const metadata = findPluginMetadata(aPlugin('finder', () => [], { title: 'Finder' }));
    expect(metadata).toMatchObject({ id: 'finder', title: 'Finder', events: '*', emits: { BAD_THING } });
    expect(() => Object.assign(metadata!, { id: 'other' })).toThrow(TypeError);
  });

  it('is found by the registered symbol, whichever copy of the package set it', () => {
    class Foreign {}
    const metadata = { id: 'foreign' };
    Object.defineProperty(Foreign, Symbol.for('@fullstop/core:plugin-metadata'), { value: metadata });
    expect(findPluginMetadata(Foreign)).toBe(metadata);
  });

  it('is not inherited', () => {
    class Child extends aPlugin('parent') {}
    expect(findPluginMetadata(Child)).toBeUndefined();
  });

  it.each([[undefined], [null], ['text'], [{}], [() => []], [class Bare {}]])('is not on %p', (candidate) => {
    expect(findPluginMetadata(candidate)).toBeUndefined();
  });

  it.each<[string, Partial<PluginMetadata>, RegExp]>([
    ['an id in capitals', { id: 'Region' }, /id "Region" must be lower-case/],
    ['an id with an underscore', { id: 'a_b' }, /id "a_b"/],
    ['an id with two hyphens', { id: 'a--b' }, /id "a--b"/],
    ['an id with a digit first', { id: '1a' }, /id "1a"/],
    ['an empty id', { id: '' }, /id ""/],
    [
      'a type under another name',
      { emits: { OTHER: BAD_THING } },
      /emits OTHER, but the type there has the id BAD_THING/,
    ],
    [
      'a star inside a name',
      { events: { s: ['Run*Instances'] } },
      /s: "\*" is allowed only at the end of "Run\*Instances"/,
    ],
    ['a star in a source', { events: { '*': ['RunInstances'] } }, /not allowed in the event source "\*"/],
    ['two stars', { events: { s: ['Run**'] } }, /allowed only at the end/],
  ])('refuses %s', (_what, wrong, message) => {
    expect(() => aPlugin('fine', () => [], wrong)).toThrow(PluginDefinitionError);
    expect(() => aPlugin('fine', () => [], wrong)).toThrow(message);
    expect(() => aPlugin('fine', () => [], wrong)).toThrow(/Plugin TestPlugin/);
  });

  it.each(['region', 'save-security-groups', 'ec2', 'a1-b2'])('takes the id %s', (id) => {
    class Fine implements EventPlugin {
      inspect() {
        return [];
      }
    }
    Plugin({ id, title: 't', summary: 's', events: '*', emits: {} })(Fine);
    expect(findPluginMetadata(Fine)?.id).toBe(id);
  });
});

describe('commaList', () => {
  it.each([
    ['a,b', ['a', 'b']],
    [' a , b ,, ', ['a', 'b']],
    ['', []],
    [['a,b'], ['a,b']],
    [undefined, undefined],
    [7, 7],
  ])('makes of %j %j', (raw, expected) => {
    expect(commaList(raw)).toEqual(expected);
  });
});
