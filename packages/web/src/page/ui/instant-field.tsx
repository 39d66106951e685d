import { useId } from 'preact/hooks';

interface InstantFieldProps {
  /** Without the zone, which is added. */
  readonly label: string;
  /** As the input holds it, in UTC; empty for none. */
  readonly value: string;
  onText(value: string): void;
  readonly hint?: string;
}

/** A time to choose, in UTC. */
export function InstantField({ label, value, onText, hint }: InstantFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{label} (UTC)</label>
      <input
        id={id}
        type="datetime-local"
        step={1}
        value={value}
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
