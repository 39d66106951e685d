import { Field } from '../ui/field.js';
import { CRITERIA, CRITERION_LABELS, type Criterion, type RuleDraft } from './rule-draft.js';

interface CriteriaFieldsProps {
  readonly criteria: RuleDraft['criteria'];
  onChange(criteria: RuleDraft['criteria']): void;
}

const EXAMPLES: Readonly<Partial<Record<Criterion, string>>> = {
  image_name: 'CD-jenkins-.+',
  meta_info_json_path: '$[?(@.user_name =~ /ci-.+/)]',
};

/** What a rule asks for; an empty field asks for nothing. */
export function CriteriaFields({ criteria, onChange }: CriteriaFieldsProps) {
  return (
    <fieldset class="criteria">
      <legend>Covers violations with all of these</legend>
      {CRITERIA.map((name) => (
        <Field
          key={name}
          label={CRITERION_LABELS[name]}
          value={criteria[name]}
          placeholder={EXAMPLES[name] ?? 'any'}
          onText={(value) => onChange({ ...criteria, [name]: value })}
        />
      ))}
    </fieldset>
  );
}
