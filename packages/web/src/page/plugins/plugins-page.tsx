import type { PluginJson } from '@fullstop/api';
import { useEffect } from 'preact/hooks';
import { useAnswer } from '../http/use-answer.js';
import { Link } from '../routes/link.js';
import { Empty } from '../ui/empty.js';
import { Placeholder } from '../ui/placeholder.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { searchOf } from '../violations/filters/conditions.js';

/** The plugins, with why some are not active. */
export function PluginsPage() {
  const { value, problem, reload } = useAnswer<PluginJson[]>('/api/plugins');
  useEffect(() => {
    document.title = 'Plugins – Fullstop';
  }, []);
  return (
    <main class="page" id="content">
      <header class="page-head">
        <h1>Plugins</h1>
      </header>
      <p class="fine">Plugins look at events, and report violations.</p>
      <ProblemNotice problem={problem} onRetry={reload} />
      {value === undefined && !problem && <Placeholder />}
      {value?.length === 0 && (
        <Empty title="There are no plugins">Install one, and start the service again.</Empty>
      )}
      {value && value.length > 0 && (
        <section aria-label="Plugins" class="plugins">
          {value.map((plugin) => (
            <PluginCard key={plugin.class_id} plugin={plugin} />
          ))}
        </section>
      )}
    </main>
  );
}

function PluginCard({
  plugin: { title, version, class_id, active, reason, emits },
}: {
  readonly plugin: PluginJson;
}) {
  return (
    <article class={`card ${active ? '' : 'is-over'}`} aria-label={title}>
      <header class="card-head">
        <h2>
          {title} <span class="fine">{version}</span>
        </h2>
        <span class={`badge ${active ? 'is-good' : ''}`}>{active ? 'active' : 'not active'}</span>
      </header>
      <p class="fine">
        <code>{class_id}</code>
      </p>
      {reason !== '' && <p>{reason}</p>}
      <ul class="emits" aria-label="Reports">
        {emits.map((type) => (
          <li key={type}>
            <Link to={`/violations${searchOf([{ name: 'types', value: type }])}`} class="chip">
              {type}
            </Link>
          </li>
        ))}
      </ul>
    </article>
  );
}
