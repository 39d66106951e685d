import { useEffect, useState } from 'preact/hooks';
import { go, type Place } from '../routes/location.js';
import { violationPath } from '../routes/route.js';
import { ViolationDetail } from './detail/violation-detail.js';
import { conditionsIn, cursorIn, searchOf } from './filters/conditions.js';
import { FilterBar } from './filters/filter-bar.js';
import { Sidebar } from './filters/sidebar.js';
import { useListKeys } from './list/list-keys.js';
import { ViolationList } from './list/violation-list.js';

interface ViolationsPageProps {
  readonly place: Place;
  /** Of the violation that is open beside the list. */
  readonly openId: number | undefined;
}

/** The violations: what to narrow them by, the list, and the one that is open. */
export function ViolationsPage({ place, openId }: ViolationsPageProps) {
  const [isSidebarOpen, setSidebarOpen] = useState(false);
  const conditions = conditionsIn(place.search);
  const cursor = cursorIn(place.search);
  const search = searchOf(conditions, cursor);
  const close = () => go(`/violations${search}`);
  const open = (id: number) => go(violationPath(id, search));
  useListKeys({ openId, open, close });
  useEffect(() => {
    document.title = openId === undefined ? 'Violations – Fullstop' : `Violation ${openId} – Fullstop`;
  }, [openId]);

  const narrow = (next: typeof conditions) => {
    setSidebarOpen(false);
    go(`/violations${searchOf(next)}`);
  };
  return (
    <div class={`violations ${openId === undefined ? '' : 'has-detail'}`}>
      <Sidebar conditions={conditions} isOpen={isSidebarOpen} onNarrow={narrow} />
      <main class="column" id="content">
        <FilterBar
          conditions={conditions}
          onNarrow={narrow}
          onOpen={open}
          isSidebarOpen={isSidebarOpen}
          onSidebar={() => setSidebarOpen(!isSidebarOpen)}
        />
        <ViolationList key={searchOf(conditions)} conditions={conditions} cursor={cursor} openId={openId} />
      </main>
      {openId !== undefined && <ViolationDetail key={openId} id={openId} search={search} onClose={close} />}
    </div>
  );
}
