import type { Fault } from '#lib/core/flow-query/parse.ts';

interface QueryNotesProps {
  id: string;
  faults: readonly Fault[];
  hints: readonly Fault[];
  onMend: (fault: Fault) => void;
}

/** What is wrong with the query, where, and what to write instead. */
export function QueryNotes({ id, faults, hints, onMend }: QueryNotesProps) {
  const tone = faults.length > 0 ? 'text-bad' : 'text-muted';
  const notes = faults.length > 0 ? faults : hints;
  return (
    <div id={id} role="status" className={tone}>
      {notes.map((note) => (
        <p key={`${note.from} ${note.message}`} className="flex flex-wrap items-center gap-x-2 pt-1 text-sm">
          <span>{note.message}</span>
          {note.suggestion !== null && (
            <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => onMend(note)} className="font-medium text-accent underline">
              Use {note.suggestion}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
