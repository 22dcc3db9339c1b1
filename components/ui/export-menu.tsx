'use client';
import { Button } from '#components/ui/button.tsx';
import { download } from '#components/ui/download.ts';
import { Popover } from '#components/ui/popover.tsx';
import { useCopy } from '#components/ui/use-copy.ts';

export interface Exportable {
  /** What it is called: "CSV". */
  readonly format: string;
  /** What is in it: "the 12 rows shown". */
  readonly words: string;
  readonly file: string;
  /** Media type. */
  readonly type: string;
  /** Made when somebody asks for it. */
  readonly make: () => string;
}

/** What can be taken away, each as a file or to paste. */
export function ExportMenu({ items, note }: { items: readonly Exportable[]; note?: string }) {
  return (
    <Popover label="Export" align="end" className="w-80 p-2" trigger={<Button aria-label="Export">Export…</Button>}>
      <ul className="flex flex-col gap-1">
        {items.map((item) => (
          <ExportItem key={`${item.format} ${item.words}`} item={item} />
        ))}
      </ul>
      {note !== undefined && <p className="mt-1 border-t border-line px-1 pt-1.5 text-sm text-muted">{note}</p>}
    </Popover>
  );
}

function ExportItem({ item: { format, words, file, type, make } }: { item: Exportable }) {
  const { copy, said } = useCopy(make);
  return (
    <li className="flex items-center gap-1.5 px-1">
      <span className="min-w-0 flex-1">
        <b className="font-medium">{format}</b> <span className="text-sm text-muted">{words}</span>
      </span>
      <Button aria-label={`Copy ${format}, ${words}`} onClick={copy}>
        <span aria-live="polite">{said ?? 'Copy'}</span>
      </Button>
      <Button aria-label={`Download ${format}, ${words}`} onClick={() => download(file, type, make())}>
        Download
      </Button>
    </li>
  );
}
