import type { ViolationJson } from '@fullstop/api';
import { shortArn, typeName } from '../../format/words.js';
import { Link } from '../../routes/link.js';
import { violationPath } from '../../routes/route.js';
import { Instant } from '../../ui/instant.js';
import { Severity } from '../../ui/severity.js';
import { StateBadge } from '../state-badge.js';

interface ViolationRowProps {
  readonly violation: ViolationJson;
  readonly search: string;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  onSelect(id: number): void;
}

/** A violation in the list. */
export function ViolationRow({ violation, search, isOpen, isSelected, onSelect }: ViolationRowProps) {
  const { id, violation_type: type, instance_id, created, occurrences, state } = violation;
  return (
    <li class={`row ${isOpen ? 'is-open' : ''} ${isSelected ? 'is-selected' : ''}`}>
      <input
        type="checkbox"
        aria-label={`Select violation ${id}`}
        checked={isSelected}
        onChange={() => onSelect(id)}
      />
      <Link to={violationPath(id, search)} class="row-link" isCurrent={isOpen} violation={id}>
        <Severity level={type.violation_severity} />
        <span class="row-text">
          <b class="row-title">{typeName(type)}</b>
          {instance_id !== null && (
            <code class="resource" title={instance_id}>
              {shortArn(instance_id)}
            </code>
          )}
          <Whereabouts violation={violation} />
        </span>
        <span class="row-side">
          <Instant at={created} what="Stored" />
          <span class="row-marks">
            {occurrences > 1 && <span title={`Seen ${occurrences} times`}>×{occurrences}</span>}
            {state !== 'open' && <StateBadge state={state} />}
          </span>
        </span>
      </Link>
    </li>
  );
}

function Whereabouts({ violation }: { readonly violation: ViolationJson }) {
  const { account_id, region, application_id, username } = violation;
  return (
    <span class="whereabouts">
      <span>{account_id}</span>
      <span>{region}</span>
      {application_id !== null && <span>{application_id}</span>}
      {username !== null && (
        <span class="user" title={username}>
          {shortArn(username)}
        </span>
      )}
    </span>
  );
}
