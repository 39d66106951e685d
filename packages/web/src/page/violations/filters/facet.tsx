import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Choice } from '../counts.js';

/** Choices that are shown before somebody asks for all. */
const FEW = 8;

interface FacetProps {
  readonly title: string;
  /** `undefined` while they are on their way. */
  readonly choices: readonly Choice[] | undefined;
  readonly chosen: readonly string[];
  onChoose(value: string): void;
  labelOf(value: string): ComponentChildren;
  titleOf(value: string): string;
}

/** One thing to narrow the list by: its choices, with how many violations each has. */
export function Facet({ title, choices = [], chosen, onChoose, labelOf, titleOf }: FacetProps) {
  const [isWhole, setWhole] = useState(false);
  const heading = useId();
  const shown = isWhole ? choices : choices.filter(({ value }, at) => at < FEW || chosen.includes(value));
  const most = Math.max(1, ...choices.map(({ quantity }) => quantity));
  return (
    <section class="facet" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul>
        {shown.map(({ value, quantity }) => (
          <li key={value}>
            <button
              type="button"
              class="choice"
              aria-pressed={chosen.includes(value)}
              title={titleOf(value)}
              onClick={() => onChoose(value)}
            >
              <span class="choice-label">{labelOf(value)}</span>
              <span class="choice-count">{quantity.toLocaleString('en')}</span>
              <meter class="choice-share" min={0} max={most} value={quantity} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      {choices.length > FEW && (
        <button type="button" class="link" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Fewer' : `All ${choices.length}`}
        </button>
      )}
    </section>
  );
}
