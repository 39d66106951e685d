import { Link } from '../../routes/link.js';
import { type Condition, type Cursor, searchOf } from '../filters/conditions.js';

interface PagerProps {
  readonly conditions: readonly Condition[];
  readonly newer: Cursor | 'newest' | undefined;
  readonly older: Cursor | undefined;
}

/** The way to the pages before and after. */
export function Pager({ conditions, newer, older }: PagerProps) {
  if (newer === undefined && older === undefined) return null;
  const to = (cursor: Cursor | 'newest') =>
    `/violations${searchOf(conditions, cursor === 'newest' ? undefined : cursor)}` as const;
  return (
    <nav class="pager" aria-label="Pages">
      {newer && (
        <>
          <Link class="button" to={to('newest')}>
            Newest
          </Link>
          <Link class="button" to={to(newer)}>
            ← Newer
          </Link>
        </>
      )}
      {older && (
        <Link class="button pager-older" to={to(older)}>
          Older →
        </Link>
      )}
    </nav>
  );
}
