import type { Random } from '../../sample-world/random.js';

/** Names that the selectors of the runs want, in one way or another. */
export const WANTED_NAMES = ['RunInstances', 'StopInstances', 'CreateRole', 'CreateFunction20150331'];

const NAMES = [...WANTED_NAMES, 'GetObject', 'RunInstancesX', 'Run', 'CreateFunctio', 'Decrypt', 'é', ''];

const DECOYS = [
  '{"Records":[{"eventName":"RunInstances"}]}',
  '"eventName":"RunInstances"',
  '"eventName": "CreateFunction20150331"',
  'eventName',
  '}]}',
  '[[{{',
  '}}}}]]',
  '\\',
  '\\\\',
  '\\"',
  '"',
  '\\u0022',
  '\\u0065ventName',
  '\u0000\u001f\u007f',
  '\ud83d\ude00 ü \u2028',
  '\ud800',
  '\u00a0',
  ' ',
  '',
];

/** A text that has nothing to do with names, mostly; some are built to confuse whoever looks at bytes. */
export function hostileText(random: Random): string {
  if (random.chance(0.5)) return random.pick(DECOYS);
  if (random.chance(0.2)) return '\\'.repeat(random.int(130)) + '"'.repeat(random.int(3));
  if (random.chance(0.1)) return random.alphanumeric(random.int(400));
  return random.alphanumeric(random.int(20));
}

/** The value of `eventName`, as JSON: a name, sometimes with blanks around it, sometimes no text at all. */
export function nameValue(random: Random): string {
  const kind = random.int(20);
  if (kind === 0)
    return random.pick(['null', '7', 'true', '["RunInstances"]', '{"eventName":"RunInstances"}', '-1e9']);
  const name = random.pick(NAMES);
  if (kind === 1)
    return written(random, random.pick([` ${name}`, `${name} `, `\u00a0${name}`, `${name}\t`, ` ${name} `]));
  return kind < 5 ? written(random, name) : JSON.stringify(name);
}

/** A string as JSON, with some characters escaped that need not be. */
export function written(random: Random, text: string): string {
  let json = '"';
  for (let at = 0; at < text.length; at += 1) json += unit(random, text, at);
  return `${json}"`;
}

function unit(random: Random, text: string, at: number): string {
  const code = text.charCodeAt(at);
  const surrogate = code >= 0xd800 && code < 0xe000;
  if (surrogate || random.chance(0.05)) {
    const hex = code.toString(16).padStart(4, '0');
    return `\\u${random.chance(0.5) ? hex : hex.toUpperCase()}`;
  }
  if (text[at] === '/' && random.chance(0.5)) return '\\/';
  return JSON.stringify(text[at]).slice(1, -1);
}
