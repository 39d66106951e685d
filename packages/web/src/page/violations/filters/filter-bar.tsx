import { useState } from 'preact/hooks';
import { added, type Condition, toggled } from './conditions.js';
import { FilterForm } from './filter-form.js';
import { CONDITION_LABELS, conditionText } from './labels.js';
import { searchIn } from './search-text.js';

interface FilterBarProps {
  readonly conditions: readonly Condition[];
  readonly isSidebarOpen: boolean;
  onNarrow(conditions: readonly Condition[]): void;
  onOpen(id: number): void;
  onSidebar(): void;
}

/** The search, and the conditions that hold now, each with a way to take it back. */
export function FilterBar({ conditions, isSidebarOpen, onNarrow, onOpen, onSidebar }: FilterBarProps) {
  const [isFormOpen, setFormOpen] = useState(false);
  const chips = conditions.filter(({ name }) => name !== 'state');
  return (
    <div class="filter-bar">
      <div class="filter-line">
        <button
          type="button"
          class="sidebar-button"
          aria-expanded={isSidebarOpen}
          aria-controls="sidebar"
          onClick={onSidebar}
        >
          Filters
        </button>
        <SearchBox
          onSearch={(text) => {
            const found = searchIn(text);
            if (found === undefined) return;
            if ('id' in found) onOpen(found.id);
            else onNarrow(added(conditions, found.condition));
          }}
        />
        <button
          type="button"
          aria-expanded={isFormOpen}
          aria-controls="filter-form"
          onClick={() => setFormOpen(!isFormOpen)}
        >
          More<span class="wide-only">filters</span>
        </button>
      </div>
      {isFormOpen && <FilterForm conditions={conditions} onNarrow={onNarrow} />}
      {chips.length > 0 && (
        <ul class="chips" aria-label="Filters in force">
          {chips.map((condition) => (
            <li key={`${condition.name} ${condition.value}`}>
              <button
                type="button"
                class="chip"
                aria-label={`Remove the filter ${CONDITION_LABELS[condition.name]} ${conditionText(condition)}`}
                onClick={() => onNarrow(toggled(conditions, condition))}
              >
                <span class="chip-name">{CONDITION_LABELS[condition.name]}</span>
                <span class="chip-value">{conditionText(condition)}</span>
                <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
          {chips.length > 1 && (
            <li>
              <button
                type="button"
                class="link"
                onClick={() => onNarrow(conditions.filter(({ name }) => name === 'state'))}
              >
                Clear all
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

function SearchBox({ onSearch }: { onSearch(text: string): void }) {
  const [text, setText] = useState('');
  return (
    <search class="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text);
          setText('');
        }}
      >
        <input
          id="search"
          type="search"
          aria-label="Search: #id, account, region, application, user, resource, or key=value of the details"
          placeholder="#id, account, region, application, user ARN, i-…, key=value"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}
