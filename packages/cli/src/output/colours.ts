import { styleText } from 'node:util';
import type { ClientContext } from '../client/client-context.js';

/** What a text may look like on a terminal. */
export type Style = Parameters<typeof styleText>[0];

/** Whether colours are wanted: on a terminal, unless NO_COLOR or `--no-color` says otherwise. */
export function usesColour(
  { stdout, environment }: Pick<ClientContext, 'stdout' | 'environment'>,
  { color }: { readonly color: boolean },
): boolean {
  return stdout.isTTY === true && color && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** A text in a style. Whether colours are wanted is the caller's question. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}
