import type { CheckJson } from '@fullstop/api';
import { counted } from '../format/words.js';
import { Instant } from '../ui/instant.js';
import { RetryButton } from './retry-button.js';

/** A check that did not come to a decision, and why. */
export function CheckCard({ check }: { readonly check: CheckJson }) {
  const { plugin, state, error_code, error_message, event_id, account_id, region, attempts } = check;
  return (
    <article class="card" aria-label={`Check ${check.id}`}>
      <header class="card-head">
        <h2>
          {plugin} <span class={`badge check-${state}`}>{state}</span>
        </h2>
        <RetryButton retry={{ plugin, event_id }}>Try again</RetryButton>
      </header>
      <p>
        {error_message} <code class="fine">{error_code}</code>
      </p>
      <p class="card-foot">
        <span>{account_id}</span>
        <span>{region}</span>
        <span>
          event <code>{event_id}</code>
        </span>
        <span>
          {counted(attempts, 'try', 'tries')}, last <Instant at={check.last_tried_at} />
        </span>
        {check.next_try_at !== null && (
          <span>
            next <Instant at={check.next_try_at} />
          </span>
        )}
      </p>
      <details>
        <summary>Where the event was read</summary>
        <code>
          s3://{check.s3_bucket}/{check.s3_key}
        </code>
        , record {check.record_index}
      </details>
    </article>
  );
}
