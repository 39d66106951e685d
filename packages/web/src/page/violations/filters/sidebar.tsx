import type { AccountCountJson, ViolationTypeJson } from '@fullstop/api';
import { severityName, typeName } from '../../format/words.js';
import { getJson } from '../../http/request.js';
import { useAnswer } from '../../http/use-answer.js';
import { ProblemNotice } from '../../ui/problem-notice.js';
import { Severity } from '../../ui/severity.js';
import { countsByAccount, countsBySeverity, countsByType, isUncounted } from '../counts.js';
import { countPaths } from '../violation-paths.js';
import { type Condition, type ConditionName, stateIn, toggled, valuesOf } from './conditions.js';
import { Facet } from './facet.js';
import { StateSwitch } from './state-switch.js';

interface SidebarProps {
  readonly conditions: readonly Condition[];
  /** On narrow screens only; there is always room for it on others. */
  readonly isOpen: boolean;
  onNarrow(conditions: readonly Condition[]): void;
}

/** What the list can be narrowed by, with how many each choice would give. */
export function Sidebar({ conditions, isOpen, onNarrow }: SidebarProps) {
  const counts = useAnswer(countPaths(conditions).join(' '), readCounts);
  const types = useAnswer<ViolationTypeJson[]>('/api/violation-types');
  const problem = counts.problem ?? types.problem;
  const facts = { conditions, types: types.value ?? [] };
  const rows = types.value ? counts.value : undefined;
  const choose = (name: ConditionName) => (value: string) => onNarrow(toggled(conditions, { name, value }));
  const typeOf = (id: string) => facts.types.find((type) => type.id === id);
  const nameOf = (id: string) => typeName(typeOf(id) ?? { id, title: null });
  return (
    <aside class={`sidebar ${isOpen ? 'is-open' : ''}`} id="sidebar" aria-label="Filters">
      <StateSwitch chosen={stateIn(conditions)} onChoose={(value) => choose('state')(value)} />
      {problem && <ProblemNotice problem={problem} onRetry={counts.problem ? counts.reload : types.reload} />}
      {isUncounted(conditions) && (
        <p class="fine">The numbers leave aside every filter but state, time, account, type and severity.</p>
      )}
      <Facet
        title="Severity"
        choices={rows && countsBySeverity(rows, facts)}
        chosen={valuesOf(conditions, 'severity')}
        onChoose={choose('severity')}
        labelOf={(value) => <Severity level={Number(value)} isNamed />}
        titleOf={(value) => `Severity ${value}: ${severityName(Number(value))}`}
      />
      <Facet
        title="Type"
        choices={rows && countsByType(rows, facts)}
        chosen={valuesOf(conditions, 'types')}
        onChoose={choose('types')}
        labelOf={nameOf}
        titleOf={(value) => value}
      />
      <Facet
        title="Account"
        choices={rows && countsByAccount(rows, facts)}
        chosen={valuesOf(conditions, 'accounts')}
        onChoose={choose('accounts')}
        labelOf={(value) => value}
        titleOf={(value) => `Account ${value}`}
      />
    </aside>
  );
}

/** Counts of one state, or of several. */
async function readCounts(paths: string, signal: AbortSignal): Promise<AccountCountJson[]> {
  const all = await Promise.all(paths.split(' ').map((path) => getJson<AccountCountJson[]>(path, signal)));
  return all.flat();
}
