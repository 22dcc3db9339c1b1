'use client';
import { classes } from '#components/ui/classes.ts';
import { useCopy } from '#components/ui/use-copy.ts';

/** Copies `text` as it is, and says that it did; what costs something to make is made when it is wanted. `label` names what is copied ("correlation id"); `said` stands on the button where "Copy" says too little. */
export function Copy({ text, label, said = 'Copy', tabIndex, className }: { text: string | (() => string); label: string; said?: string; tabIndex?: number; className?: string }) {
  const { copy, said: outcome } = useCopy(() => (typeof text === 'string' ? text : text()));
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-label={`Copy ${label}`}
      title={`Copy ${label}`}
      className={classes('-my-0.5 h-6 shrink-0 rounded-sm px-1 text-xs text-faint hover:text-ink', className)}
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        copy();
      }}
    >
      <span aria-live="polite">{outcome ?? said}</span>
    </button>
  );
}

/** A command to run or a value to keep, in a box with its copy button. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md bg-sunken py-1.5 pr-1.5 pl-3">
      <pre tabIndex={0} aria-label={label} className="min-w-0 flex-1 overflow-x-auto py-0.5 text-left font-mono text-sm leading-relaxed">{text}</pre>
      <Copy text={text} label={label} />
    </div>
  );
}
