import { useEffect, useRef } from 'preact/hooks';

interface ListKeys {
  readonly openId: number | undefined;
  open(id: number): void;
  close(): void;
}

/** Lets people walk through the list with j and k, close what is open with Escape, and search with a slash. */
export function useListKeys(keys: ListKeys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isAsking()) return;
      if (act(event.key, current.current)) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** Whether the key means anything. */
function act(key: string, { openId, open, close }: ListKeys): boolean {
  if (key === '/') document.querySelector<HTMLInputElement>('#search')?.focus();
  else if (key === 'Escape' && openId !== undefined) {
    close();
    linkOf(openId)?.focus();
  } else if (key === 'j') step(1, openId, open);
  else if (key === 'k') step(-1, openId, open);
  else return false;
  return true;
}

/** To the next violation: with one open to another one, else the focus moves. */
function step(by: number, openId: number | undefined, open: (id: number) => void): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a[data-violation]')];
  const focused = links.indexOf(document.activeElement as HTMLAnchorElement);
  const at = openId === undefined ? focused : links.findIndex((link) => idOf(link) === openId);
  const next = links[at + by];
  if (next === undefined) return;
  next.focus();
  if (openId !== undefined) open(idOf(next));
}

function linkOf(id: number): HTMLAnchorElement | null {
  return document.querySelector<HTMLAnchorElement>(`a[data-violation="${id}"]`);
}

function idOf(link: HTMLAnchorElement): number {
  return Number(link.dataset.violation);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function isAsking(): boolean {
  return document.querySelector('dialog[open]') !== null;
}
