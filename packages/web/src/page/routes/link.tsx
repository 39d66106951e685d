import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { go } from './location.js';

interface LinkProps {
  /** A path of this page, made by us: nothing that comes from logs is an address. */
  readonly to: `/${string}`;
  readonly class?: string;
  readonly title?: string | undefined;
  readonly label?: string;
  readonly isCurrent?: boolean;
  /** Id of the violation that it opens, for who walks through them by keys. */
  readonly violation?: number;
  readonly children: ComponentChildren;
}

/** A link to another place of this page, which is not loaded anew. */
export function Link({
  to,
  class: className,
  title,
  label,
  isCurrent = false,
  violation,
  children,
}: LinkProps) {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>) => {
    // Another tab or window is the browser's matter.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      href={to}
      class={className}
      title={title}
      aria-label={label}
      aria-current={isCurrent ? 'page' : undefined}
      data-violation={violation}
      onClick={follow}
    >
      {children}
    </a>
  );
}
