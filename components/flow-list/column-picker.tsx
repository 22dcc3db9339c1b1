'use client';
import { COLUMNS, type ColumnId } from '#components/flow-list/columns.ts';
import type { Columns } from '#components/flow-list/use-columns.ts';
import { Button } from '#components/ui/button.tsx';
import { Popover } from '#components/ui/popover.tsx';

/** Which columns the list has, and in which order. */
export function ColumnPicker({ columns: { ids, choose } }: { columns: Columns }) {
  const chosen = ids.flatMap((id) => COLUMNS.filter((column) => column.id === id));
  const others = COLUMNS.filter(({ id }) => !ids.includes(id));
  const move = (id: ColumnId, by: 1 | -1) => {
    const from = ids.indexOf(id);
    const without = ids.filter((each) => each !== id);
    choose([...without.slice(0, from + by), id, ...without.slice(from + by)]);
  };
  return (
    <Popover label="Columns" align="end" className="w-64" trigger={<Button>Columns</Button>}>
      <ol aria-label="Shown, in this order">
        {chosen.map(({ id, name, title }, index) => (
          <li key={id} className="flex h-row items-center gap-1 rounded-sm pr-1 hover:bg-sunken">
            <Choice name={name} title={title} checked disabled={ids.length === 1} onChange={() => choose(ids.filter((each) => each !== id))} />
            <Move name={name} way="up" disabled={index === 0} onClick={() => move(id, -1)} />
            <Move name={name} way="down" disabled={index === chosen.length - 1} onClick={() => move(id, 1)} />
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <ul aria-label="Not shown" className="mt-1 border-t border-line pt-1">
          {others.map(({ id, name, title }) => (
            <li key={id} className="flex h-row items-center rounded-sm hover:bg-sunken">
              <Choice name={name} title={title} checked={false} onChange={() => choose([...ids, id])} />
            </li>
          ))}
        </ul>
      )}
      <div className="mt-1 border-t border-line p-1">
        <Button look="quiet" onClick={() => choose(null)}>
          The usual ones
        </Button>
      </div>
    </Popover>
  );
}

function Choice({ name, title, checked, disabled, onChange }: { name: string; title: string; checked: boolean; disabled?: boolean; onChange: () => void }) {
  return (
    <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-2 px-2" title={title}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={onChange} className="accent-accent" />
      {name}
    </label>
  );
}

function Move({ name, way, disabled, onClick }: { name: string; way: 'up' | 'down'; disabled: boolean; onClick: () => void }) {
  return (
    <button type="button" disabled={disabled} onClick={onClick} aria-label={`Move ${name} ${way}`} className="h-5 w-5 rounded-sm text-muted hover:bg-panel hover:text-ink disabled:opacity-30">
      {way === 'up' ? '↑' : '↓'}
    </button>
  );
}
