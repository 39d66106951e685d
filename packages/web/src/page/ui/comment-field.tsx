import { useId } from 'preact/hooks';

/** As many characters as a comment or a reason may have. */
const MAX_LENGTH = 4000;

interface CommentFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  onText(value: string): void;
}

/** A few lines that say why. */
export function CommentField({ label, placeholder, value, onText }: CommentFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={2}
        required
        maxLength={MAX_LENGTH}
        placeholder={placeholder}
        value={value}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </div>
  );
}
