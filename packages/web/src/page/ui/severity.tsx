import { severityName } from '../format/words.js';

/** How bad it is: a colour, and a word for those who do not see it. */
export function Severity({ level, isNamed = false }: { readonly level: number; readonly isNamed?: boolean }) {
  const name = severityName(level);
  return (
    <span class={`severity severity-${level}`} title={`Severity ${level}: ${name}`}>
      <span class="dot" aria-hidden="true" />
      <span class={isNamed ? '' : 'unseen'}>{name}</span>
    </span>
  );
}
