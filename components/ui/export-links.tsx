'use client';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { Popover } from '#components/ui/popover.tsx';

const FORMATS = [
  { format: 'csv', word: 'CSV', note: 'for spreadsheets: what looks like a formula is neutralised' },
  { format: 'jsonl', word: 'JSON Lines', note: 'one object a line, for scripts' },
] as const;

/** All of a list of the API as a file, not only what is on the screen. `query` is that of the list. */
export function ExportLinks({ path, query, what }: { path: string; query: string; what: string }) {
  return (
    <Popover label="Export" align="end" className="w-80 p-2" trigger={<Button>Export…</Button>}>
      <p className="px-1 pb-1.5 text-sm text-muted">All of {what}.</p>
      <ul className="flex flex-col gap-1">
        {FORMATS.map(({ format, word, note }) => (
          <li key={format} className="flex items-center gap-2 px-1">
            <span className="min-w-0 flex-1">
              <b className="font-medium">{word}</b> <span className="text-sm text-muted">{note}</span>
            </span>
            <a href={`${path}?${query === '' ? '' : `${query}&`}format=${format}`} download className={buttonClasses()} aria-label={`Download ${word}`}>Download</a>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
