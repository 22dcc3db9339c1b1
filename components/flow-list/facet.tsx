'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQueryOf } from '#components/flow-list/api-query.ts';
import { excludeValue, facetValues, firstValues, toggleValue, withoutField, type FacetValue } from '#components/flow-list/facet-values.ts';
import { facetsQuery } from '#components/flow-list/overview.ts';
import { useFilters, useFlowQuery } from '#components/flow-list/use-filters.ts';
import { useLive } from '#components/live/live-provider.tsx';
import { classes } from '#components/ui/classes.ts';
import { Field } from '#components/ui/field.tsx';
import { formatCompact } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { ListField } from '#lib/core/flow-query/fields.ts';
import { isFlowStatus } from '#lib/core/flow-query/filter.ts';

/** Values that stand there before more are asked for. */
const FIRST = 6;
/** A worthwhile search among values begins here. */
const MANY = 12;

/** The values that there are under the other filters, with how many flows each would leave. */
export function Facet({ field, label }: { field: ListField; label: string }) {
  const [{ range }] = useFilters();
  const [query, change] = useFlowQuery();
  const { state } = useLive();
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState('');
  const { data, error } = useQuery({ ...facetsQuery(apiQueryOf(withoutField(query, field), range), state.kind === 'live'), placeholderData: keepPreviousData });
  const values = facetValues(field, data?.[field] ?? [], query);
  const most = Math.max(1, ...values.map(({ count }) => count));
  const wanted = typed.trim().toLowerCase();
  const shown = all ? values.filter(({ value, state: held }) => held !== 'free' || value.toLowerCase().includes(wanted)) : firstValues(values, FIRST);
  const hidden = values.length - firstValues(values, FIRST).length;
  return (
    <fieldset className="min-w-0 border-b border-line px-2 pt-2 pb-1.5">
      <legend className="float-left mb-1 w-full px-2 text-xs font-semibold text-muted">{label}</legend>
      <div className="clear-both">
        {all && values.length > MANY && (
          <Field type="search" aria-label={`Find a ${label.toLowerCase()}`} placeholder={`Find a ${label.toLowerCase()}`} value={typed} onChange={(event) => setTyped(event.target.value)} className="mx-1 mb-1 w-[calc(100%-8px)]" />
        )}
        {error && !data && <p className="px-2 py-1 text-sm text-bad">They cannot be read: {problemOf(error).detail ?? problemOf(error).title}</p>}
        {!error && shown.length === 0 && <p className="px-2 py-1 text-sm text-faint">{!data ? 'Reading…' : wanted ? 'None is called so.' : 'There is none.'}</p>}
        <ul className={classes(all && 'max-h-72 overflow-y-auto')}>
          {shown.map((each) => (
            <ValueRow
              key={each.value}
              field={field}
              value={each}
              share={each.count / most}
              counted={data !== undefined}
              onToggle={() => change((now) => toggleValue(now, field, each.value))}
              onExclude={() => change((now) => excludeValue(now, field, each.value))}
            />
          ))}
        </ul>
        {hidden > 0 && (
          <button
            type="button"
            aria-expanded={all}
            onClick={() => {
              setAll(!all);
              setTyped('');
            }}
            className="mt-0.5 h-6 rounded-sm px-2 text-sm text-accent hover:underline"
          >
            {all ? 'fewer' : `${hidden} more…`}
          </button>
        )}
      </div>
    </fieldset>
  );
}

interface ValueRowProps {
  field: ListField;
  value: FacetValue;
  /** Of the most frequent, from 0 to 1. */
  share: number;
  counted: boolean;
  onToggle: () => void;
  onExclude: () => void;
}

function ValueRow({ field, value: { value, count, state }, share, counted, onToggle, onExclude }: ValueRowProps) {
  return (
    <li className="group relative flex h-[26px] items-center rounded-sm hover:bg-sunken has-focus-visible:bg-sunken">
      <span aria-hidden className="absolute inset-y-1 left-7 -z-0 rounded-sm bg-idle-soft" style={{ width: `calc((100% - 34px) * ${share})` }} />
      <label className="relative flex min-w-0 flex-1 cursor-pointer items-center gap-2 pr-2 pl-2">
        <input type="checkbox" checked={state === 'chosen'} onChange={onToggle} className="accent-accent" />
        <span className={classes('min-w-0 flex-1 truncate text-sm', state === 'excluded' && 'line-through')} title={value}>
          <ValueName field={field} value={value} />
        </span>
        {state === 'excluded' && <span className="text-xs font-medium text-warn">not</span>}
        <span className="num text-sm text-faint group-hover:mr-7 group-has-focus-visible:mr-7">{counted ? formatCompact(count) : ''}</span>
      </label>
      {state !== 'excluded' && (
        <button
          type="button"
          onClick={onExclude}
          aria-label={`Exclude ${value}`}
          className="absolute right-1 h-6 rounded-sm px-1 text-xs text-muted opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
        >
          not
        </button>
      )}
    </li>
  );
}

function ValueName({ field, value }: { field: ListField; value: string }) {
  if (field === 'status' && isFlowStatus(value)) return <StatusChip status={value} />;
  if (field === 'service') return <ServiceName name={value} />;
  return <Verbatim text={value} />;
}
