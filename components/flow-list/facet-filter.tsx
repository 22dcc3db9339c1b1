'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '#components/flow-list/url-state.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { Field } from '#components/ui/field.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Popover } from '#components/ui/popover.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { STATUSES } from '#components/ui/statuses.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FlowFacets, FlowStatus } from '#lib/contracts/flows.ts';

type FacetName = 'status' | 'kind' | 'service' | 'topic';

/** A worthwhile search among values begins here. */
const MANY = 8;

/** Chooses among the values that there are under the other filters, with how many flows each would leave. */
export function FacetFilter({ name, label }: { name: FacetName; label: string }) {
  const [filters, set] = useFilters();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const chosen: readonly string[] = filters[name];
  const others = apiQuery({ ...filters, [name]: [] });
  const { data, error } = useQuery({
    queryKey: ['flows', 'facets', others],
    queryFn: ({ signal }) => fetchJson<FlowFacets>(`/api/v1/flows/facets?${others}`, { signal }),
    enabled: open,
    staleTime: 2000,
  });
  const values = optionsOf(name, data?.[name] ?? [], chosen);
  const shown = values.filter(({ value }) => value.toLowerCase().includes(typed.trim().toLowerCase()));
  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
    void set({ [name]: next.length > 0 ? next : null });
  };
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={(now) => {
        setOpen(now);
        setTyped('');
      }}
      className="w-72"
      trigger={
        <Button on={chosen.length > 0} aria-label={chosen.length > 0 ? `${label}: ${chosen.join(', ')}` : label}>
          <span>
            {label}
            {chosen.length > 0 && ':'}
          </span>
          {chosen.length === 1 && <ValueName name={name} value={chosen[0] ?? ''} plain />}
          {chosen.length > 1 && <span className="num">{chosen.length}</span>}
        </Button>
      }
    >
      {values.length > MANY && <Field aria-label={`Find a ${label.toLowerCase()}`} placeholder={`Find a ${label.toLowerCase()}`} value={typed} onChange={(event) => setTyped(event.target.value)} className="mb-1 w-full" />}
      {error && <p className="px-2 py-1.5 text-sm text-bad">They cannot be read: {problemOf(error).detail ?? problemOf(error).title}</p>}
      {!error && shown.length === 0 && <p className="px-2 py-1.5 text-sm text-muted">{!data ? 'Reading…' : typed ? 'None is called so.' : 'There is none.'}</p>}
      <ul className="max-h-80 overflow-y-auto">
        {shown.map(({ value, count }) => (
          <li key={value}>
            <label className="flex h-row cursor-pointer items-center gap-2 rounded-sm px-2 hover:bg-sunken has-focus-visible:bg-sunken">
              <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} className="accent-accent" />
              <span className="min-w-0 flex-1 truncate">
                <ValueName name={name} value={value} />
              </span>
              <span className="num text-sm text-faint">{data ? formatCount(count) : ''}</span>
            </label>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

/** Every status, and of the rest what there is; what is chosen stays, so that it can be let go. */
function optionsOf(name: FacetName, counted: readonly { value: string; count: number }[], chosen: readonly string[]) {
  const counts = new Map(counted.map(({ value, count }) => [value, count]));
  const values = name === 'status' ? STATUSES : [...new Set([...counts.keys(), ...chosen])];
  return values.map((value) => ({ value, count: counts.get(value) ?? 0 }));
}

const isStatus = (value: string): value is FlowStatus => (STATUSES as readonly string[]).includes(value);

function ValueName({ name, value, plain = false }: { name: FacetName; value: string; plain?: boolean }) {
  if (name === 'status' && isStatus(value) && !plain) return <StatusChip status={value} />;
  if (name === 'service') return <ServiceName name={value} />;
  return <Verbatim text={value} mono={name === 'topic'} />;
}
