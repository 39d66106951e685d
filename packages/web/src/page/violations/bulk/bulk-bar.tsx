import { useState } from 'preact/hooks';
import { counted } from '../../format/words.js';
import { type Condition, stateIn } from '../filters/conditions.js';
import { ResolveAllDialog } from './resolve-all-dialog.js';
import { ResolveSelectedDialog } from './resolve-selected-dialog.js';

interface BulkBarProps {
  readonly conditions: readonly Condition[];
  /** How many there are, in words. */
  readonly total: string;
  readonly isEmpty: boolean;
  /** Ids on this page. */
  readonly selected: readonly number[];
  /** All of this page, or none. */
  onSelect(all: boolean): void;
}

/** How many violations there are, and what can be done with many at once. */
export function BulkBar({ conditions, total, isEmpty, selected, onSelect }: BulkBarProps) {
  const [asking, setAsking] = useState<'all' | 'selected'>();
  const close = () => setAsking(undefined);
  const isAny = selected.length > 0;
  return (
    <div class="bulk-bar">
      <input
        type="checkbox"
        aria-label="Select all on this page"
        disabled={isEmpty}
        checked={isAny}
        onChange={() => onSelect(!isAny)}
      />
      <h1 class="total" aria-live="polite">
        {isAny ? `${counted(selected.length, 'violation')} selected` : total}
      </h1>
      {isAny && (
        <button type="button" class="primary" onClick={() => setAsking('selected')}>
          Resolve {selected.length} selected…
        </button>
      )}
      {!isAny && !isEmpty && stateIn(conditions) === 'open' && (
        <button type="button" onClick={() => setAsking('all')}>
          Resolve all…
        </button>
      )}
      {asking === 'all' && <ResolveAllDialog conditions={conditions} onClose={close} />}
      {asking === 'selected' && (
        <ResolveSelectedDialog
          ids={selected}
          onClose={close}
          onDone={() => {
            close();
            onSelect(false);
          }}
        />
      )}
    </div>
  );
}
