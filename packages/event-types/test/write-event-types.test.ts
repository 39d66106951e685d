import { describe, expect, it } from '@jest/globals';
import { writeEventTypes } from '../src/index.js';
import { modelOf } from '../src/service-model.js';

// Schemas as clients of the AWS SDK export them: a mark for the kind, namespace, name, traits, …
const NAMESPACE = 'com.amazonaws.shop';
const STRUCTURE = 3;
const UNION = 4;
const [TEXT, NUMBER, BOOLEAN, TIMESTAMP, DOCUMENT, BLOB] = [0, 1, 2, 4, 15, 21];
const SENSITIVE = 8;
const listOf = (item: unknown, traits: unknown = 0) => [1, NAMESPACE, 'Things', traits, item];
const mapOf = (value: unknown, traits: unknown = 0) => [2, NAMESPACE, 'Things', traits, TEXT, value];
const structure = (name: string, members: Readonly<Record<string, unknown>>, kind = STRUCTURE) => [
  kind,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members),
];

const INNER = structure('Inner', { Name: TEXT });
const SECRET_NUMBER = [0, NAMESPACE, 'Pin', SENSITIVE, NUMBER];
const SECRET_TEXT = [0, NAMESPACE, 'Password', SENSITIVE, TEXT];
const NODE: unknown[] = structure('Node', { Left: () => NODE, Right: listOf(() => NODE) });

function written(input: unknown, output: unknown = 'unit', namespace = NAMESPACE): string {
  const exports = { Buy$: [9, namespace, 'Buy', 0, () => input, () => output], Other: 1 };
  return writeEventTypes(modelOf('@aws-sdk/client-shop 1.0.0', exports), ['Buy'], 'npx event-types');
}

describe('the types of an event', () => {
  it('are a module that says where it comes from, and names the event of each action', () => {
    expect(
      written(structure('BuyRequest', { DBName: TEXT }), structure('BuyResult', { Price: NUMBER })),
    ).toBe(`// Written by \`npx event-types\`
// from @aws-sdk/client-shop 1.0.0. Write it again rather than change it.

import type { ApiCall } from '@fullstop/core';

/** A call of \`Buy\`. */
export type BuyEvent = ApiCall<'Buy', BuyRequest, BuyResult>;

export type BuyRequest = {
  dBName?: string | null;
};

export type BuyResult = {
  price?: number | null;
};
`);
  });

  it.each([
    ['a text', TEXT, 'string | null'],
    ['a number', NUMBER, 'number | null'],
    ['a truth value', BOOLEAN, 'boolean | null'],
    ['a time, which each service writes in its way', TIMESTAMP, 'number | string | null'],
    ['a document', DOCUMENT, 'JsonValue'],
    ['a structure', INNER, 'Inner | null'],
    ['a list', listOf(TEXT), 'string[] | null'],
    ['a list of lists', listOf(listOf(INNER)), 'Inner[][] | null'],
    ['a list of times', listOf(TIMESTAMP), '(number | string)[] | null'],
    ['a list of maps', listOf(mapOf(TEXT)), '{ [name: string]: string | null }[] | null'],
    ['a map', mapOf(INNER), '{ [name: string]: Inner | null } | null'],
    ['a map of documents', mapOf(DOCUMENT), '{ [name: string]: JsonValue } | null'],
    ['a structure without members', structure('Empty', {}), 'JsonObject | null'],
    ['a secret text', SECRET_TEXT, 'string | null'],
    ['a secret number, which may be hidden', SECRET_NUMBER, 'number | string | null'],
    ['a secret list, which may be hidden', listOf(TEXT, SENSITIVE), 'string[] | string | null'],
    [
      'a secret map, which may be hidden',
      mapOf(TEXT, SENSITIVE),
      '{ [name: string]: string | null } | string | null',
    ],
  ])('have %s', (_what, schema, type) => {
    expect(written(structure('BuyRequest', { Thing: schema }))).toContain(`  thing?: ${type};\n`);
  });

  it.each([
    ['a blob', BLOB],
    ['a list of blobs', listOf(BLOB)],
    ['a map of blobs', mapOf(BLOB)],
  ])('leave out %s, as CloudTrail does', (_what, schema) => {
    const text = written(structure('BuyRequest', { Before: TEXT, Thing: schema, After: TEXT }));
    expect(text).toContain('{\n  before?: string | null;\n  after?: string | null;\n}');
  });

  it('name a structure that contains itself', () => {
    expect(written(structure('BuyRequest', { Root: NODE }))).toContain(
      'export type Node = {\n  left?: Node | null;\n  right?: Node[] | null;\n};',
    );
  });

  it('have every choice of a union as a member', () => {
    expect(written(structure('Choice', { Red: TEXT, Green: NUMBER }, UNION))).toContain(
      'export type Choice = {\n  red?: string | null;\n  green?: number | null;\n};',
    );
  });

  it('are JSON where the model has nothing', () => {
    expect(written('unit')).toContain("ApiCall<'Buy', JsonObject, JsonObject>");
  });

  it.each([
    ['ApiCall', 'ApiCallShape'],
    ['BuyEvent', 'BuyEventShape'],
    ['Object', 'ObjectShape'],
    ['Event', 'Event'],
  ])('call a structure %s %s', (name, type) => {
    expect(written(structure(name, { Name: TEXT }))).toContain(`export type ${type} = {`);
  });

  it('have members whose names are no identifiers in quotes', () => {
    expect(written(structure('BuyRequest', { 'X-Thing': TEXT }))).toContain(`  'x-Thing'?: string | null;`);
  });
});

describe('what services do in their own way', () => {
  const request = structure('BuyRequest', { Name: TEXT });

  it("Lambda: the API's date is part of the names of events", () => {
    expect(written(request, request, 'com.amazonaws.lambda')).toContain(
      `ApiCall<'Buy' | \`Buy20\${string}\`, BuyRequest, BuyRequest>`,
    );
  });

  it.each(['rds', 'redshift'])('%s: the only structure of an answer is the answer', (service) => {
    const answer = structure('BuyResult', { Thing: INNER });
    expect(written(request, answer, `com.amazonaws.${service}`)).toContain(
      "ApiCall<'Buy', BuyRequest, Inner>",
    );
  });

  it.each([
    ['two structures', { Thing: INNER, Other: INNER }],
    ['a text', { Thing: TEXT }],
  ])('RDS: an answer with %s is as it is', (_what, members) => {
    const answer = structure('BuyResult', members);
    expect(written(request, answer, 'com.amazonaws.rds')).toContain("ApiCall<'Buy', BuyRequest, BuyResult>");
  });

  it('EC2: requests are JSON, and answers have the names and lists of its XML', () => {
    const answer = structure('BuyResult', {
      Things: [listOf(INNER), { xmlName: 'thingSet' }],
      Names: [listOf(TEXT), { xmlName: 'nameSet' }],
      Return: [BOOLEAN, { xmlName: 'return' }],
      SizeGiB: NUMBER,
    });
    const text = written(request, answer, 'com.amazonaws.ec2');
    expect(text).toContain("ApiCall<'Buy', JsonObject, BuyResult & Answer>");
    expect(text).toContain(`export type BuyResult = {
  thingSet?: Items<Inner> | null;
  nameSet?: JsonValue;
  _return?: boolean | null;
  sizeGiB?: number | string | null;
};`);
  });

  it('EC2: an action without an answer is answered all the same', () => {
    expect(written(request, 'unit', 'com.amazonaws.ec2')).toContain("ApiCall<'Buy', JsonObject, Answer>");
  });

  it.each(['com.amazonaws.s3', 'com.amazonaws.s3control'])('%s: no model tells what is in events', (name) => {
    expect(() => written(request, request, name)).toThrow('textAt(event.requestParameters, "bucketName")');
  });
});
