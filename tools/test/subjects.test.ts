import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { runSubject } from '../src/subjects.js';

const FOLDER = new URL('./fixtures/subjects/', import.meta.url);
let printed: string[];

beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line));
});

afterEach(() => {
  jest.restoreAllMocks();
});

it('a subject runs with the arguments behind its name, and its exit code counts', async () => {
  expect(await runSubject('bench', FOLDER, ['hello', '--mb', '1', '--json'])).toBe(3);
  expect(printed).toEqual([]);
});

it.each([
  [[], ['Usage: npm run bench -- <subject> [arguments]']],
  [['bye'], ['There is no bench subject "bye".', 'Usage: npm run bench -- <subject> [arguments]']],
  [['shared'], ['There is no bench subject "shared".', 'Usage: npm run bench -- <subject> [arguments]']],
])('without a known subject (%j), the subjects are listed and the exit code is 2', async (args, lines) => {
  expect(await runSubject('bench', FOLDER, args)).toBe(2);
  expect(printed).toEqual([...lines, '  hello        says how many arguments it has']);
});

it('where there are no subjects, it says so', async () => {
  expect(await runSubject('fuzz', new URL('./fixtures/none/', import.meta.url), [])).toBe(2);
  expect(printed.at(-1)).toBe('There are no subjects yet.');
});
