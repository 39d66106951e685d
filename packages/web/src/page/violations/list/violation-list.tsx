import type { ViolationPageJson } from '@fullstop/api';
import { useEffect, useState } from 'preact/hooks';
import { counted } from '../../format/words.js';
import { getJson } from '../../http/request.js';
import { useAnswer } from '../../http/use-answer.js';
import { go } from '../../routes/location.js';
import { Empty } from '../../ui/empty.js';
import { Placeholder } from '../../ui/placeholder.js';
import { ProblemNotice } from '../../ui/problem-notice.js';
import { BulkBar } from '../bulk/bulk-bar.js';
import { type Condition, type Cursor, searchOf, stateIn } from '../filters/conditions.js';
import { listPath } from '../violation-paths.js';
import { Pager } from './pager.js';
import { isShortNewest, shownPageOf } from './pages.js';
import { ViolationRow } from './violation-row.js';

interface ViolationListProps {
  readonly conditions: readonly Condition[];
  readonly cursor: Cursor | undefined;
  readonly openId: number | undefined;
}

/** The violations that meet the conditions, newest first. */
export function ViolationList({ conditions, cursor, openId }: ViolationListProps) {
  const { value, problem, isLoading, reload } = useAnswer(
    listPath(conditions, cursor),
    async (path, signal) => readPage(path, cursor, signal),
  );
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const isShort = value !== undefined && isShortNewest(value.page, value.cursor);
  useEffect(() => {
    if (isShort) go(`/violations${searchOf(conditions)}`, { replace: true });
  }, [isShort]);

  if (problem) return <ProblemNotice problem={problem} onRetry={reload} />;
  if (value === undefined) return <Placeholder rows={10} />;
  const shown = shownPageOf(value.page, value.cursor);
  const { violations, total, isTotalCapped } = shown;
  const search = searchOf(conditions, cursor);
  const chosen = violations.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const select = (id: number) => setSelected((before) => toggledIn(before, id));
  return (
    <section aria-label="Violations" aria-busy={isLoading} class={isLoading ? 'is-loading' : ''}>
      <BulkBar
        conditions={conditions}
        total={`${counted(total, 'violation')}${isTotalCapped ? ' or more' : ''}`}
        isEmpty={total === 0}
        selected={chosen}
        onSelect={(all) => setSelected(new Set(all ? violations.map(({ id }) => id) : []))}
      />
      {violations.length === 0 ? (
        <NoViolations conditions={conditions} />
      ) : (
        <ul class="rows">
          {violations.map((violation) => (
            <ViolationRow
              key={violation.id}
              violation={violation}
              search={search}
              isOpen={violation.id === openId}
              isSelected={selected.has(violation.id)}
              onSelect={select}
            />
          ))}
        </ul>
      )}
      <Pager conditions={conditions} newer={shown.newer} older={shown.older} />
    </section>
  );
}

function NoViolations({ conditions }: { readonly conditions: readonly Condition[] }) {
  const isNarrowed = conditions.some(({ name }) => name !== 'state');
  if (isNarrowed) return <Empty title="Nothing matches">Take one of the filters back to see more.</Empty>;
  return stateIn(conditions) === 'open' ? (
    <Empty title="All clear">There are no open violations.</Empty>
  ) : (
    <Empty title="Nothing here">There are no violations in this state.</Empty>
  );
}

/** The page with where it began: while the next one is on its way, this one is still shown. */
async function readPage(path: string, cursor: Cursor | undefined, signal: AbortSignal) {
  return { page: await getJson<ViolationPageJson>(path, signal), cursor };
}

function toggledIn(selected: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
