import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface ModalProps {
  readonly title: string;
  /** Also when people press Escape. */
  onClose(): void;
  readonly children: ComponentChildren;
}

/** Asks something before anything else goes on. */
export function Modal({ title, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
    // Rather than the button that closes it, which comes first.
    dialog.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, []);
  return (
    <dialog ref={dialog} class="modal" aria-labelledby={heading} onClose={onClose}>
      <header class="modal-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" class="quiet icon" aria-label="Close" onClick={onClose}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}
