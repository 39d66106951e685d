import { useState } from 'preact/hooks';
import { inputOfInstant, instantOfInput } from '../../format/instants.js';
import { Field } from '../../ui/field.js';
import { InstantField } from '../../ui/instant-field.js';
import { added, type Condition, type ConditionName, valuesOf, without } from './conditions.js';
import { CONDITION_LABELS } from './labels.js';

/** What can be typed, and what it looks like. */
const TEXTS = [
  ['region', 'eu-central-1'],
  ['application-ids', 'my-app'],
  ['username', 'arn:aws:iam::111222333444:user/jdoe'],
  ['instance-id', 'i-1234567890abcdef0'],
  ['meta', 'ami_id=ami-1234'],
] as const satisfies (readonly [ConditionName, string])[];

const INSTANTS = ['from', 'to'] as const satisfies ConditionName[];

interface FilterFormProps {
  readonly conditions: readonly Condition[];
  onNarrow(conditions: readonly Condition[]): void;
}

type Typed = Readonly<Partial<Record<ConditionName, string>>>;

/** Everything that has no list of choices. */
export function FilterForm({ conditions, onNarrow }: FilterFormProps) {
  const [typed, setTyped] = useState<Typed>(() => ({
    from: inputOfInstant(valuesOf(conditions, 'from')[0]),
    to: inputOfInstant(valuesOf(conditions, 'to')[0]),
  }));
  const type = (name: ConditionName) => (value: string) => setTyped({ ...typed, [name]: value });
  return (
    <form
      class="filter-form"
      id="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        onNarrow(conditionsWith(conditions, typed));
        setTyped({ from: typed.from ?? '', to: typed.to ?? '' });
      }}
    >
      {TEXTS.map(([name, example]) => (
        <Field
          key={name}
          label={CONDITION_LABELS[name]}
          placeholder={example}
          value={typed[name] ?? ''}
          pattern={name === 'meta' ? { matches: '[^=]+=.*', title: 'key=value' } : undefined}
          onText={type(name)}
        />
      ))}
      {INSTANTS.map((name) => (
        <InstantField
          key={name}
          label={CONDITION_LABELS[name]}
          value={typed[name] ?? ''}
          onText={type(name)}
        />
      ))}
      <button type="submit" class="primary">
        Apply
      </button>
    </form>
  );
}

/** The conditions with what was typed: texts are added, times replaced. */
function conditionsWith(conditions: readonly Condition[], typed: Typed): readonly Condition[] {
  let next = INSTANTS.reduce<readonly Condition[]>(without, conditions);
  for (const [name] of TEXTS) {
    const value = typed[name]?.trim();
    if (value) next = added(next, { name, value });
  }
  for (const name of INSTANTS) {
    const value = instantOfInput(typed[name] ?? '');
    if (value) next = added(next, { name, value });
  }
  return next;
}
