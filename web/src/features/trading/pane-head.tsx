export function PaneHead({ title, beside, children }: { title?: string; beside?: React.ReactNode; children?: React.ReactNode }) {
  return (
    <div className="flex h-[42px] flex-none items-center gap-2.5 overflow-x-auto border-b border-line px-3.5 text-sm [scrollbar-width:none]">
      {title && <h2 className="text-md">{title}</h2>}
      {beside}
      {children && <div className="ml-auto flex items-center gap-1">{children}</div>}
    </div>
  );
}
