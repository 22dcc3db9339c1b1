'use client';
import { COLUMN, COLUMNS, useUsualColumns, type ColumnName } from '#components/record-table/columns.tsx';
import { filterOf, NO_FILTERS, type TableState } from '#components/record-table/url-state.ts';
import { Button } from '#components/ui/button.tsx';
import { ExportMenu, type Exportable } from '#components/ui/export-menu.tsx';
import { Field } from '#components/ui/field.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { Popover } from '#components/ui/popover.tsx';
import { Select } from '#components/ui/select.tsx';
import { shortText } from '#components/ui/short-text.ts';
import { isFiltering } from '#lib/core/record-rows/choose.ts';

/** More can be typed for. */
const MOST_OPTIONS = 300;
const ANY = '';

/** Null takes a choice back. */
export type TableChange = Partial<{ [Name in keyof TableState]: TableState[Name] | null }>;

interface TableBarProps {
  state: TableState;
  onChange: (next: TableChange) => void;
  values: { readonly services: readonly string[]; readonly topics: readonly string[] };
  shown: number;
  total: number;
  exports: readonly Exportable[];
}

/** What the table shows, of how much, and the way to take it along. */
export function TableBar({ state, onChange, values, shown, total, exports }: TableBarProps) {
  const filtering = isFiltering(filterOf(state));
  const usual = useUsualColumns();
  const options = (all: string, names: readonly string[]) => [{ value: ANY, label: all }, ...names.slice(0, MOST_OPTIONS).map((name) => ({ value: name, label: shortText(name, 60) || 'unnamed' }))];
  return (
    <div role="group" aria-label="Filter records" className="flex shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-4.5 py-1.5">
      <Field aria-label="Filter by text" placeholder="Filter: name, service, topic, key, failure…" value={state.find} onChange={(event) => onChange({ find: event.target.value || null })} className="max-w-full min-w-36 flex-[0_1_16rem]" />
      <Select
        label="Kind of record"
        value={state.only ?? ANY}
        options={[
          { value: ANY, label: 'Messages and spans' },
          { value: 'message', label: 'Messages' },
          { value: 'span', label: 'Spans' },
        ]}
        onChoose={(value) => onChange({ only: value === 'message' || value === 'span' ? value : null })}
      />
      <Select label="Service" className="max-w-40" value={state.service ?? ANY} options={options('All services', values.services)} onChoose={(value) => onChange({ service: value === ANY ? null : value })} />
      <Select label="Topic" className="max-w-40" value={state.topic ?? ANY} options={options('All topics', values.topics)} onChoose={(value) => onChange({ topic: value === ANY ? null : value })} />
      <Button pressed={state.errors} onClick={() => onChange({ errors: state.errors ? null : true })}>
        Errors only
      </Button>
      {filtering && (
        <Button look="quiet" onClick={() => onChange(NO_FILTERS)}>
          Clear
        </Button>
      )}
      <span className="flex-1" />
      <span role="status" className="num text-sm text-muted">
        {filtering ? `${formatCount(shown)} of ${formatPlural(total, 'record')}` : formatPlural(total, 'record')}
      </span>
      <ColumnChoice usual={usual} chosen={state.columns ?? usual} onChoose={(columns) => onChange({ columns })} />
      <ExportMenu items={exports} note="Texts that a spreadsheet would take for a formula get an apostrophe in front in CSV; JSON has them as they were." />
    </div>
  );
}

function ColumnChoice({ usual, chosen, onChoose }: { usual: readonly ColumnName[]; chosen: readonly ColumnName[]; onChoose: (columns: ColumnName[] | null) => void }) {
  const toggle = (name: ColumnName): void => {
    const next = COLUMNS.filter((each) => (each === name ? !chosen.includes(each) : chosen.includes(each)));
    onChoose(next.length === 0 || next.join() === usual.join() ? null : next);
  };
  return (
    <Popover label="Columns" align="end" className="w-52" trigger={<Button>Columns</Button>}>
      <ul>
        {COLUMNS.map((name) => (
          <li key={name}>
            <label className="flex h-row cursor-pointer items-center gap-2 rounded-sm px-2 hover:bg-sunken has-focus-visible:bg-sunken" title={COLUMN[name].hint}>
              <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} className="accent-accent" />
              {COLUMN[name].title}
            </label>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
