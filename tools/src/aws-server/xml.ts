/** What can stand in an answer. `undefined` leaves the element out; lists become repeated elements of their name. */
export type XmlValue =
  | undefined
  | string
  | number
  | boolean
  | readonly XmlValue[]
  | { readonly [element: string]: XmlValue };

/** Elements of an object, in order. */
export function xmlOf(value: XmlValue): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return escaped(String(value));
  return Object.entries(value)
    .map(([name, child]) => elements(name, child))
    .join('');
}

function elements(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((each) => elements(name, each)).join('');
  return `<${name}>${xmlOf(value)}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
