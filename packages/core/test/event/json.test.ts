import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, objectAt, objectsAt, textAt, valueAt } from '../../src/index.js';

const TREE = {
  a: { b: ' text ', none: null, blank: ' ', list: [{ x: 1 }, null, 'y', [2], { x: 3 }], zero: 0 },
};

describe('valueAt', () => {
  it.each([
    [['a', 'zero'], 0],
    [['a', 'none'], null],
    [['a', 'missing'], undefined],
    [['a', 'b', 'length'], undefined],
    [['a', 'list', '0'], undefined],
    [['missing', 'a'], undefined],
    [['toString'], undefined],
    [['__proto__'], undefined],
    [[], TREE],
  ])('at %j is %j', (path, expected) => {
    expect(valueAt(TREE, ...path)).toEqual(expected);
  });

  it('reads a member that is named like a prototype', () => {
    expect(valueAt(JSON.parse('{"__proto__": {"a": 1}}'), '__proto__', 'a')).toBe(1);
  });
});

describe('textAt', () => {
  it.each([
    [['a', 'b'], 'text'],
    [['a', 'blank'], undefined],
    [['a', 'none'], undefined],
    [['a', 'zero'], undefined],
    [['a', 'list'], undefined],
  ])('at %j is %j', (path, expected) => {
    expect(textAt(TREE, ...path)).toBe(expected);
  });
});

it('objectAt gives objects, and neither lists nor null', () => {
  expect(objectAt(TREE, 'a')).toBe(TREE.a);
  expect(objectAt(TREE, 'a', 'list')).toBeUndefined();
  expect(objectAt(TREE, 'a', 'none')).toBeUndefined();
});

it('objectsAt gives the objects in a list, in order', () => {
  expect(objectsAt(TREE, 'a', 'list')).toEqual([{ x: 1 }, { x: 3 }]);
  expect(objectsAt(TREE, 'a')).toEqual([]);
  expect(objectsAt(undefined, 'a')).toEqual([]);
});

it.each([
  [{}, true],
  [[], false],
  [null, false],
  ['x', false],
  [undefined, false],
])('isJsonObject(%j) is %s', (value, expected) => {
  expect(isJsonObject(value)).toBe(expected);
});

it('none of them throws, whatever the value and the path are', () => {
  fc.assert(
    fc.property(fc.anything(), fc.array(fc.string()), (value, path) => {
      valueAt(value, ...path);
      textAt(value, ...path);
      objectAt(value, ...path);
      expect(Array.isArray(objectsAt(value, ...path))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
