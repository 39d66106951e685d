import type { CheckJson, CheckPageJson } from '@fullstop/api';
import { useEffect, useState } from 'preact/hooks';
import { getJson } from '../http/request.js';
import { useAction } from '../http/use-action.js';
import { useAnswer } from '../http/use-answer.js';
import { Empty } from '../ui/empty.js';
import { Placeholder } from '../ui/placeholder.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { CheckCard } from './check-card.js';
import { RetryButton } from './retry-button.js';

/** Checks that did not come to a decision. */
export function ChecksPage() {
  const { value, problem, isLoading, reload } = useAnswer<CheckPageJson>('/api/checks');
  useEffect(() => {
    document.title = 'Checks – Fullstop';
  }, []);
  return (
    <main class="page" id="content">
      <header class="page-head">
        <h1>Unfinished checks</h1>
        {value && value.content.length > 0 && <RetryButton retry={{}}>Try all again</RetryButton>}
      </header>
      <p class="fine">
        A check is one plugin looking at one event. Those that could not decide wait here: pending ones are
        tried again by themselves, failed ones when somebody asks for it.
      </p>
      <ProblemNotice problem={problem} onRetry={reload} />
      {value === undefined && !problem && <Placeholder />}
      {value && (
        <section aria-label="Checks" aria-busy={isLoading} class={isLoading ? 'is-loading' : ''}>
          {value.content.length === 0 && (
            <Empty title="Everything is decided">No check is pending, and none has failed.</Empty>
          )}
          <CheckList key={value.content[0]?.id} first={value} />
        </section>
      )}
    </main>
  );
}

function CheckList({ first }: { readonly first: CheckPageJson }) {
  const [more, setMore] = useState<{
    readonly from: CheckPageJson;
    readonly pages: readonly CheckPageJson[];
  }>();
  const action = useAction();
  // What was read after an earlier first page is not true any more.
  const pages = [first, ...(more?.from === first ? more.pages : [])];
  const last = pages.at(-1)!;
  const checks = pages.flatMap(({ content }): readonly CheckJson[] => content);
  const readOn = async () => {
    const next = await getJson<CheckPageJson>(`/api/checks?after-id=${last.next_after_id}`);
    setMore({ from: first, pages: [...pages.slice(1), next] });
  };
  return (
    <>
      {checks.map((check) => (
        <CheckCard key={check.id} check={check} />
      ))}
      <ProblemNotice problem={action.problem} />
      {!last.last && (
        <button type="button" disabled={action.isBusy} onClick={() => action.run(readOn)}>
          More
        </button>
      )}
    </>
  );
}
