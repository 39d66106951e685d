import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  /** With each letter. */
  onText(value: string): void;
  readonly hint?: string;
  readonly placeholder?: string;
  /** What the whole text has to match, with what to say when it does not. */
  readonly pattern?: { readonly matches: string; readonly title: string } | undefined;
}

/** A line to type something into. */
export function Field({ label, value, onText, hint, placeholder, pattern }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        placeholder={placeholder}
        pattern={pattern?.matches}
        title={pattern?.title}
        // Names and patterns are no prose.
        spellcheck={false}
        autocomplete="off"
        aria-describedby={hint ? hintId : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {hint && (
        <span class="fine" id={hintId}>
          {hint}
        </span>
      )}
    </div>
  );
}
