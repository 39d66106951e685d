import type { ViolationJson } from '@fullstop/api';
import { Link } from '../../routes/link.js';
import { searchOf } from '../filters/conditions.js';

type Json = ViolationJson['meta_info'];

/** What the plugin had to say: any JSON, from logs, so that it is text and nothing else. */
export function MetaInfo({ metaInfo }: { readonly metaInfo: Json }) {
  if (metaInfo === null || isEmpty(metaInfo)) return null;
  return (
    <section class="meta-info" aria-labelledby="details">
      <h3 id="details">Details</h3>
      <Value value={metaInfo} depth={0} />
    </section>
  );
}

function Value({ value, depth }: { readonly value: Json; readonly depth: number }) {
  if (value === '') return <span class="fine">empty</span>;
  if (typeof value === 'string') return <span class="json-text">{value}</span>;
  if (value === null || typeof value !== 'object') return <code>{String(value)}</code>;
  return Array.isArray(value) ? (
    <Items values={value} depth={depth} />
  ) : (
    <Members value={value} depth={depth} />
  );
}

function Items({ values, depth }: { readonly values: readonly Json[]; readonly depth: number }) {
  if (values.length === 0) return <span class="fine">none</span>;
  return (
    <ul class="json-list">
      {values.map((value, position) => (
        // The list never changes, and its values may be equal.
        <li key={position}>
          <Value value={value} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}

function Members({
  value,
  depth,
}: {
  readonly value: { readonly [key: string]: Json };
  readonly depth: number;
}) {
  return (
    <dl class="json-members">
      {Object.entries(value).map(([key, member]) => (
        <div key={key} class="json-member">
          <dt>{key}</dt>
          <dd>
            <Value value={member} depth={depth + 1} />
            {depth === 0 && <Same name={key} value={member} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The way to violations with the same value; the API looks at the first level, and at plain values. */
function Same({ name, value }: { readonly name: string; readonly value: Json }) {
  if (value === null || typeof value === 'object' || name === '' || name.includes('=')) return null;
  const search = searchOf([{ name: 'meta', value: `${name}=${value}` }]);
  return (
    <Link
      to={`/violations${search}`}
      class="same"
      label={`Show all open ones with this ${name}`}
      title="Show all open ones with this"
    >
      =
    </Link>
  );
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
