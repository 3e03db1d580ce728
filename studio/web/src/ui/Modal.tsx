import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";

interface ModalProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  wide?: boolean;
  children: ReactNode;
  footer?: ReactNode;
}

export function Modal({ open, onClose, title, description, wide = false, children, footer }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          onOpenAutoFocus={(event) => {
            // A field that asks for the focus has it by now; otherwise the dialog itself is read out.
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          className={cx(
            "appear fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[calc(100vw-48px)] -translate-x-1/2 flex-col",
            "rounded-[8px] border border-line-strong bg-raised text-text outline-none",
            wide ? "max-w-[860px]" : "max-w-[520px]",
          )}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <header className="flex items-center justify-between gap-4 border-b py-2 pr-2 pl-4">
            <Dialog.Title className="text-base font-semibold">{title}</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="flex size-7 items-center justify-center rounded-[6px] text-muted hover:bg-hover hover:text-text [&_svg]:size-4"
            >
              <X aria-hidden />
            </Dialog.Close>
          </header>
          {description !== undefined && (
            <Dialog.Description className="px-4 pt-3 text-muted">{description}</Dialog.Description>
          )}
          <div className="min-h-0 flex-1 overflow-auto p-4">{children}</div>
          {footer !== undefined && <footer className="flex justify-end gap-2 border-t px-4 py-3">{footer}</footer>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
