import { useEffect, useId, useRef } from 'react';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: React.ReactNode;
}

/** In the middle of the screen, over everything; Escape and a press beside it close it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const id = useId();
  return (
    <Modal onClose={onClose} labelledBy={id} className="m-auto w-[min(400px,calc(100vw-32px))] rounded-sheet p-6 shadow-float">
      <h2 id={id} className="mb-2 text-2xl">
        {title}
      </h2>
      {children}
    </Modal>
  );
}

/** From the lower edge, for what is a panel on larger screens. */
export function Sheet({ title, onClose, children }: DialogProps) {
  return (
    <Modal onClose={onClose} label={title} className="sheet-in mt-auto mb-0 max-h-[92dvh] w-full max-w-none overflow-auto rounded-t-sheet pb-[env(safe-area-inset-bottom)] shadow-sheet">
      <div aria-hidden="true" className="mx-auto mt-2.5 mb-1 h-1 w-10 rounded-full bg-edge" />
      {children}
    </Modal>
  );
}

interface ModalProps {
  onClose: () => void;
  className: string;
  label?: string;
  labelledBy?: string;
  children: React.ReactNode;
}

function Modal({ onClose, className, label, labelledBy, children }: ModalProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      aria-label={label}
      aria-labelledby={labelledBy}
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
      className={`bg-surface text-ink backdrop:bg-(--scrim) ${className}`}
    >
      {children}
    </dialog>
  );
}
