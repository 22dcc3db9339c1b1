'use client';
import { bestKey } from '#components/ui/best-key.ts';
import type { ColumnId } from '#components/flow-list/columns.ts';
import { fitNames } from '#components/flow-list/fit-names.ts';
import { classes } from '#components/ui/classes.ts';
import { Copy } from '#components/ui/copy.tsx';
import { Duration } from '#components/ui/duration.tsx';
import { formatCompact } from '#components/ui/format.ts';
import { ServiceDot, ServiceName } from '#components/ui/service-name.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FlowSummary } from '#lib/contracts/flows.ts';

/** Pixels that the columns of names have. */
export interface NameWidths {
  readonly services: number;
  readonly topics: number;
}

/** What one column shows of a flow. */
export function CellContent({ id, flow, widths }: { id: ColumnId; flow: FlowSummary; widths: NameWidths }) {
  switch (id) {
    case 'status':
      return <StatusChip status={flow.status} />;
    case 'kind':
      return <Verbatim text={flow.kind} className="relative font-medium" />;
    case 'key':
      return <Key flow={flow} />;
    case 'services':
      return <Services names={flow.services} width={widths.services} />;
    case 'topics':
      return <Topics names={flow.topics} width={widths.topics} />;
    case 'startedAt':
    case 'lastActivityAt':
      return <Time at={flow[id]} style="compact" className="relative text-muted" />;
    case 'duration':
      return <Duration ms={flow.durationMs} className="relative" />;
    case 'events':
    case 'spans':
    case 'duplicates':
      return <Count count={flow.counts[id]} />;
    case 'errors':
    case 'deadLetters':
      return <Count count={flow.counts[id]} tone="text-bad" />;
    case 'retries':
      return <Count count={flow.counts.retries} tone="text-warn" />;
  }
}

function Key({ flow }: { flow: FlowSummary }) {
  const key = bestKey(flow);
  return (
    <span className="relative block truncate">
      <span className="font-mono text-sm" title={key?.value ?? flow.id}>
        {key && key.kind !== 'correlation' && <span className="pr-1.5 text-faint">{key.name ?? key.kind}</span>}
        {key ? <Verbatim text={key.value} /> : <span className="text-faint">{flow.id}</span>}
      </span>
      <Copy
        text={key?.value ?? flow.id}
        label={key ? `${key.name ?? key.kind} ${key.value}` : `flow id ${flow.id}`}
        tabIndex={-1}
        className="absolute inset-y-0 right-0 z-10 bg-sunken opacity-0 group-hover:opacity-100 group-aria-selected:bg-accent-soft group-aria-selected:opacity-100"
      />
    </span>
  );
}

function Services({ names, width }: { names: readonly string[]; width: number }) {
  if (names.length === 0) return <span className="text-faint">none known</span>;
  const { shown, rest, squares } = fitNames(names, width);
  return (
    <span className={classes('relative flex w-fit max-w-full items-center overflow-hidden text-muted', squares ? 'gap-1.5' : 'gap-3')} title={names.join(', ')}>
      {shown.map((name) => (squares ? <ServiceDot key={name} name={name} /> : <ServiceName key={name} name={name} />))}
      {(rest > 0 || squares) && <Rest names={squares ? names : names.slice(shown.length)} count={rest} />}
    </span>
  );
}

function Topics({ names, width }: { names: readonly string[]; width: number }) {
  if (names.length === 0) return <span className="text-faint">none known</span>;
  const { shown, rest, squares } = fitNames(names, width);
  return (
    <span className="relative flex w-fit max-w-full items-center gap-3 overflow-hidden text-muted" title={names.join(', ')}>
      {(squares ? names.slice(0, 1) : shown).map((name) => (
        <Verbatim key={name} text={name} mono className={squares || shown.length === 1 ? 'truncate' : undefined} />
      ))}
      {rest > 0 && <Rest names={names.slice(shown.length)} count={squares ? names.length - 1 : rest} />}
    </span>
  );
}

/** How many more there are; which, is read out and stands in the title. */
function Rest({ names, count }: { names: readonly string[]; count: number }) {
  return (
    <>
      {count > 0 && (
        <span aria-hidden className="num shrink-0 text-sm text-faint">
          +{count}
        </span>
      )}
      <span className="sr-only">{names.join(', ')}</span>
    </>
  );
}

function Count({ count, tone }: { count: number; tone?: string }) {
  return (
    <span className={count === 0 ? 'text-faint' : tone && `${tone} font-semibold`} title={count >= 10_000 ? String(count) : undefined}>
      {formatCompact(count)}
    </span>
  );
}
