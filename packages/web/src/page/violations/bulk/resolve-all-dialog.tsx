import type { PreviewJson } from '@fullstop/api';
import { useEffect, useState } from 'preact/hooks';
import { counted } from '../../format/words.js';
import { send } from '../../http/request.js';
import { useAction } from '../../http/use-action.js';
import { Modal } from '../../ui/modal.js';
import { Placeholder } from '../../ui/placeholder.js';
import { ProblemNotice } from '../../ui/problem-notice.js';
import type { Condition } from '../filters/conditions.js';
import { previewPath } from '../violation-paths.js';
import { useBulkResolving } from './bulk-resolving.js';
import { ResolveForm } from './resolve-form.js';

interface ResolveAllDialogProps {
  readonly conditions: readonly Condition[];
  onClose(): void;
}

/** Shows what the filters in force match, and resolves exactly that. */
export function ResolveAllDialog({ conditions, onClose }: ResolveAllDialogProps) {
  const [preview, setPreview] = useState<PreviewJson>();
  const looking = useAction();
  const resolve = useBulkResolving();
  const look = () =>
    looking.run(async () => {
      setPreview(undefined);
      setPreview(await send<PreviewJson>(previewPath(conditions), { method: 'POST' }));
    });
  useEffect(() => void look(), []);
  return (
    <Modal title="Resolve all that match" onClose={onClose}>
      <ProblemNotice problem={looking.problem} onRetry={look} />
      {preview === undefined && !looking.problem && <Placeholder rows={3} />}
      {preview && (
        <ResolveForm
          label={`Resolve ${preview.count.toLocaleString('en')}`}
          isReady={preview.count > 0}
          onCancel={onClose}
          onResolve={async (comment) => {
            await resolve({ preview_token: preview.preview_token }, comment);
            onClose();
          }}
        >
          <Preview preview={preview} />
        </ResolveForm>
      )}
    </Modal>
  );
}

function Preview({ preview }: { readonly preview: PreviewJson }) {
  const { count, forbidden_count, counts } = preview;
  return (
    <>
      <p>
        <b>{counted(count, 'violation')}</b> will be resolved, exactly those that match now.
        {forbidden_count > 0 &&
          ` ${counted(forbidden_count, 'other')} match in accounts that you are no member of, and stay as they are.`}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Type</th>
              <th scope="col" class="number">
                Violations
              </th>
            </tr>
          </thead>
          <tbody>
            {counts.map(({ account, type, quantity }) => (
              <tr key={`${account} ${type}`}>
                <td>{account}</td>
                <td>{type}</td>
                <td class="number">{quantity.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
