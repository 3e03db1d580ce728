import { Modal } from "@/ui/Modal";
import { keyHelp } from "./keys";

export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onClose={onClose} title="Keys" wide>
      <div className="gap-x-10 sm:columns-2">
        {keyHelp.map(({ title, keys }) => (
          <section key={title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
            <dl>
              {keys.map(({ keys: names, does }) => (
                <div key={does} className="flex items-center justify-between gap-4 border-b py-1.5">
                  <dt className="order-2 flex shrink-0 gap-1">
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
