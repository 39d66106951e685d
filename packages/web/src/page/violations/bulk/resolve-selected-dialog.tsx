import { counted } from '../../format/words.js';
import { Modal } from '../../ui/modal.js';
import { useBulkResolving } from './bulk-resolving.js';
import { ResolveForm } from './resolve-form.js';

interface ResolveSelectedDialogProps {
  readonly ids: readonly number[];
  onClose(): void;
  onDone(): void;
}

/** Resolves the violations that were ticked. */
export function ResolveSelectedDialog({ ids, onClose, onDone }: ResolveSelectedDialogProps) {
  const resolve = useBulkResolving();
  return (
    <Modal title={`Resolve ${counted(ids.length, 'violation')}`} onClose={onClose}>
      <ResolveForm
        label={`Resolve ${ids.length}`}
        isReady
        onCancel={onClose}
        onResolve={async (comment) => {
          await resolve({ ids }, comment);
          onDone();
        }}
      >
        <p class="fine">{ids.map((id) => `#${id}`).join(', ')}</p>
      </ResolveForm>
    </Modal>
  );
}
