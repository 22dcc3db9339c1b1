'use client';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { visibleText } from '#components/ui/visible-text.ts';

export interface CopyItem {
  /** "curl" */
  readonly name: string;
  /** What it is good for, in a few words. */
  readonly note: string;
  readonly text: string | (() => string);
  /** Commands are short enough to be shown. */
  readonly shown: boolean;
}

const LONGEST_SHOWN = 600;

/** The ways to take a record elsewhere, each with what it would copy. */
export function CopyMenu({ items }: { items: readonly CopyItem[] }) {
  return (
    <Popover label="Copy as" className="w-110 max-w-[calc(100vw-16px)]" trigger={<Button look="quiet" className="h-6 px-1.5">Copy as…</Button>}>
      <Items items={items} />
    </Popover>
  );
}

/** Made when it is opened: what is copied may cost something to make, and the server does not know its own address. */
function Items({ items }: { items: readonly CopyItem[] }) {
  return (
    <ul className="flex flex-col">
      {items.map(({ name, note, text, shown }) => (
        <li key={name} className="border-t border-line px-2 py-1.5 first:border-0">
          <div className="flex items-baseline gap-2">
            <span className="font-medium">{name}</span>
            <span className="min-w-0 flex-1 text-xs text-muted">{visibleText(note)}</span>
            <Copy text={text} label={`as ${name}`} />
          </div>
          {shown && <code className="mt-0.5 block font-mono text-xs text-muted [overflow-wrap:anywhere]">{visibleText((typeof text === 'string' ? text : text()).slice(0, LONGEST_SHOWN))}</code>}
        </li>
      ))}
    </ul>
  );
}
