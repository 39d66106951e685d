import type { ViolationJson } from '@fullstop/api';
import type { ComponentChildren } from 'preact';
import { counted } from '../../format/words.js';
import { Link } from '../../routes/link.js';
import { violationPath } from '../../routes/route.js';
import { useCaller } from '../../state/caller.js';
import { Instant } from '../../ui/instant.js';
import { type ConditionName, searchOf } from '../filters/conditions.js';

interface FactsProps {
  readonly violation: ViolationJson;
  readonly search: string;
}

/** What is known about a violation. */
export function Facts({ violation, search }: FactsProps) {
  const { account_id, region, instance_id, application_id, application_version_id, username } = violation;
  return (
    <section aria-label="Facts">
      <dl class="facts">
        <Fact name="Account">
          <Filter name="accounts" value={account_id} />
        </Fact>
        <Fact name="Region">
          <Filter name="region" value={region} />
        </Fact>
        {instance_id !== null && (
          <Fact name="Resource">
            <Filter name="instance-id" value={instance_id} />
          </Fact>
        )}
        {application_id !== null && (
          <Fact name="Application">
            <Filter name="application-ids" value={application_id} />{' '}
            {application_version_id !== null && <span>version {application_version_id}</span>}
          </Fact>
        )}
        {username !== null && (
          <Fact name="Caused by">
            <Filter name="username" value={username} />
          </Fact>
        )}
        <Times violation={violation} search={search} />
        <Fact name="Event">
          <code>{violation.event_id}</code>
        </Fact>
        {violation.plugin_fully_qualified_class_name !== null && (
          <Fact name="Reported by">
            <code>{violation.plugin_fully_qualified_class_name}</code>
          </Fact>
        )}
        <Rule violation={violation} />
      </dl>
    </section>
  );
}

function Times({ violation, search }: FactsProps) {
  const { event_time, created, occurrences, first_seen, last_seen, recurrence_of } = violation;
  return (
    <>
      <Fact name="Happened">
        <Instant at={event_time} />
      </Fact>
      <Fact name="Stored">
        <Instant at={created} />
      </Fact>
      {occurrences > 1 && (
        <Fact name="Seen">
          {counted(occurrences, 'time')}, from <Instant at={first_seen} /> to <Instant at={last_seen} />
        </Fact>
      )}
      {recurrence_of !== null && (
        <Fact name="Came back">
          It was resolved before as <Link to={violationPath(recurrence_of, search)}>#{recurrence_of}</Link>
        </Fact>
      )}
    </>
  );
}

/** Who may not edit rules may not read them either. */
function Rule({ violation: { rule_id } }: { readonly violation: ViolationJson }) {
  const { mayEditRules } = useCaller();
  if (rule_id === null) return null;
  return (
    <Fact name="Whitelisted by">
      {mayEditRules ? <Link to={`/rules/${rule_id}`}>rule {rule_id}</Link> : `rule ${rule_id}`}
    </Fact>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A value, and the way to everything else that has it. */
function Filter({ name, value }: { readonly name: ConditionName; readonly value: string }) {
  return (
    <Link
      to={`/violations${searchOf([{ name, value }])}`}
      class="filter"
      title="Show all open ones with this"
    >
      {value}
    </Link>
  );
}
