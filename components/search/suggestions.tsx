import type { ReactNode } from 'react';
import { isExact } from '#components/search/decide.ts';
import { classes } from '#components/ui/classes.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { KeyMatch } from '#lib/contracts/flows.ts';

/** What there is to say besides the matches. */
export type Note = null | 'several' | { readonly failed: string };

interface SuggestionsProps {
  id: string;
  open: boolean;
  text: string;
  matches: readonly KeyMatch[];
  busy: boolean;
  chosen: number;
  note: Note;
  onGo: (match: KeyMatch) => void;
  onList: () => void;
}

const kindWords: Record<KeyMatch['kind'], string> = {
  correlation: 'correlation id',
  trace: 'trace id',
  message: 'message id',
  business: 'business key',
  flow: 'flow id',
  event: 'message',
};

/** The panel below the search box. Its options never take the focus, which stays in the box. */
export function Suggestions({ id, open, text, matches, busy, chosen, note, onGo, onList }: SuggestionsProps) {
  const exact = matches.filter((match) => isExact(match, text));
  const flows = new Set((exact.length > 0 ? exact : matches).map((match) => match.flowId)).size;
  /** A value that several flows have says less than the flow's id. */
  const isShared = ({ value, flowId }: KeyMatch) => matches.some((other) => other.value === value && other.flowId !== flowId);
  return (
    <div
      hidden={!open}
      className="absolute top-full right-0 z-40 mt-1 w-full min-w-100 overflow-hidden rounded-md border border-line-strong bg-panel shadow-floating"
      onMouseDown={(event) => event.preventDefault()}
    >
      {note === 'several' && <Line>{flows} flows match: choose one</Line>}
      {note !== null && note !== 'several' && <Line bad>The search failed: {note.failed}</Line>}
      <ul id={id} role="listbox" aria-label="Matching flows" className="max-h-90 overflow-y-auto p-1 empty:hidden">
        {matches.map((match, index) => (
          <li
            key={`${match.kind} ${match.name ?? ''} ${match.value} ${match.flowId}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => onGo(match)}
            className={classes('flex h-row cursor-pointer items-center gap-3 rounded-sm px-2', index === chosen ? 'bg-accent-soft' : 'hover:bg-sunken')}
          >
            <span className="min-w-0 truncate font-mono text-sm">
              <Verbatim text={match.value} />
            </span>
            <span className="ml-auto shrink-0 text-sm text-faint">
              {match.name ? <Verbatim text={match.name} /> : kindWords[match.kind]}
              {isShared(match) && <span className="pl-2 font-mono text-xs">flow {match.flowId.slice(0, 6)}</span>}
            </span>
          </li>
        ))}
      </ul>
      {exact.length > 0 && flows > 1 && (
        <button type="button" tabIndex={-1} onClick={onList} className="flex h-row w-full items-center border-t border-line px-3 text-left text-sm text-muted hover:bg-sunken">
          List every flow that has exactly this key
        </button>
      )}
      {matches.length === 0 && (
        <p role="status" className="px-3 py-2.5 text-sm text-muted">
          {busy ? 'Looking…' : <Nothing text={text} />}
        </p>
      )}
    </div>
  );
}

const Line = ({ bad = false, children }: { bad?: boolean; children: ReactNode }) => (
  <p role="status" className={classes('border-b border-line px-3 py-2 text-sm', bad ? 'text-bad' : 'font-medium')}>
    {children}
  </p>
);

const Nothing = ({ text }: { text: string }) => (
  <>
    <span className="block pb-1 text-ink">
      No flow has <Verbatim text={text.length > 60 ? `${text.slice(0, 60)}…` : text} mono />.
    </span>
    What finds a flow: a correlation id, a trace id or a whole traceparent, a message id, a business key such as <code className="text-xs">orderId=4711</code>, a flow id, or a message’s place such as{' '}
    <code className="text-xs">orders/0/42</code>. The beginning of an id is enough.
  </>
);
