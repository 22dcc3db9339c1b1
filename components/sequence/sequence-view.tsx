'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { parseAsBoolean, useQueryStates } from 'nuqs';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { HEAD, layOutLifelines, LEFT, rowHeight } from '#components/sequence/geometry.ts';
import { LifelineHeads } from '#components/sequence/lifeline-heads.tsx';
import { StepRow } from '#components/sequence/step-row.tsx';
import { useWidth } from '#components/sequence/use-width.ts';
import { Button } from '#components/ui/button.tsx';
import { distinctHues } from '#components/ui/distinct-hues.ts';
import { ExportMenu, type Exportable } from '#components/ui/export-menu.tsx';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { useRowKeys } from '#components/ui/use-row-keys.ts';
import { fileName } from '#lib/core/export/records.ts';
import { recordRows } from '#lib/core/record-rows/rows.ts';
import type { ExpectedInput } from '#lib/core/sequence/list-steps.ts';
import { toMermaid } from '#lib/core/sequence/mermaid.ts';
import { sequenceOf } from '#lib/core/sequence/sequence.ts';
import { toSvg } from '#lib/core/sequence/svg.ts';
import type { Sequence } from '#lib/core/sequence/steps.ts';
import { longestWait } from '#lib/core/sequence/words.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface SequenceViewProps {
  picture: Picture;
  /** The flow's own id, for the names of files. */
  flow: string;
  expected: readonly ExpectedInput[];
  selected: number | null;
  critical: ReadonlySet<number> | null;
  /** Records that a finding is about, or null while none is chosen. */
  marked: ReadonlySet<number> | null;
  onSelect: (record: number) => void;
  /** Pixels at the right that something lies over. */
  covered: number;
}

const parsers = { inside: parseAsBoolean.withDefault(false), repeats: parseAsBoolean.withDefault(true) };

/** Who sent what to whom, in causal order: services as lifelines, messages as arrows. */
export function SequenceView({ picture, flow, expected, selected, critical, marked, onSelect, covered }: SequenceViewProps) {
  const { graph, placement, lanes, folding } = picture;
  const [{ inside, repeats }, setState] = useQueryStates(parsers);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((key: string) => setOpened((now) => now.symmetricDifference(new Set([key]))), []);
  const rows = useMemo(() => recordRows(graph, placement), [graph, placement]);
  const sequence = useMemo(() => sequenceOf({ graph, placement, lanes, folding }, rows, expected, { repeats, allOpen: inside, opened }), [graph, placement, lanes, folding, rows, expected, repeats, inside, opened]);

  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  // There is room to scroll to what would lie under the details.
  const geometry = useMemo(() => layOutLifelines(sequence, width, covered), [sequence, width, covered]);
  const virtual = useVirtualizer({
    count: sequence.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (sequence.rows[index] === undefined ? HEAD : rowHeight(sequence.rows[index])),
    overscan: 10,
    scrollPaddingStart: HEAD,
    getItemKey: (index) => sequence.rows[index]?.step.key ?? index,
  });
  const { measure, scrollToIndex } = virtual;
  // Rows differ in height: what changes the rows changes where each of them stands.
  useEffect(measure, [measure, sequence]);

  // A message that several read is several steps: the cursor says which of them.
  const [cursor, setCursor] = useState<string | null>(null);
  const position = useMemo(() => positionOf(sequence, selected, cursor), [sequence, selected, cursor]);
  const selectable = useMemo(() => sequence.rows.flatMap(({ step }, index) => (step.record === null ? [] : [index])), [sequence]);
  const choose = useCallback(
    (index: number) => {
      const step = sequence.rows[index]?.step;
      if (step === undefined || step.record === null) return;
      setCursor(step.key);
      onSelect(step.record);
    },
    [sequence, onSelect],
  );

  const latest = useRef({ position, sequence, geometry });
  useEffect(() => {
    latest.current = { position, sequence, geometry };
  });
  const selectedId = selected === null ? null : graph.records[selected]!.id;
  useEffect(() => {
    const { position: at, sequence: shown, geometry: now } = latest.current;
    const step = shown.rows[at]?.step;
    const element = scroller.current;
    if (selectedId === null || step === undefined || element === null || width === 0) return;
    scrollToIndex(at, { align: 'auto' });
    const x = now.x(Math.min(step.from, step.to));
    const seen = element.clientWidth - covered;
    if (x < element.scrollLeft + LEFT || x > element.scrollLeft + seen - LEFT) element.scrollLeft = x - seen / 3;
    // Only a new selection moves the view: a flow that grows must not.
  }, [selectedId, cursor, width, covered, scrollToIndex]);

  const move = useRowKeys(selectable.length, selectable.indexOf(position), (at) => choose(selectable[at] ?? -1), 'Sequence');
  const press = (event: KeyboardEvent): void => {
    const row = sequence.rows[position];
    const sideways = event.key === 'ArrowRight' || event.key === 'ArrowLeft';
    if (row === undefined || !sideways || event.target !== event.currentTarget) {
      move(event);
      return;
    }
    event.preventDefault();
    const open = event.key === 'ArrowRight';
    if (row.loop !== null && row.loop.open !== open) toggle(row.loop.key);
    else if (row.step.inside !== null && row.step.inside.open !== open && !inside) toggle(graph.records[row.step.record!]!.id);
  };

  const foldable = useMemo(() => new Set(sequence.rows.flatMap(({ step }) => (step.inside !== null || step.depth > 0 ? (sequence.participants[step.to]?.id ?? []) : []))), [sequence]);
  const longest = useMemo(() => longestWait(sequence), [sequence]);
  const items = virtual.getVirtualItems();
  return (
    <section aria-label="Sequence" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div role="group" aria-label="Fold the sequence" className="flex shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-4.5 py-1.5">
        <Button pressed={inside} onClick={() => void setState({ inside: !inside })} title="What each service does between the messages">
          Work inside services
        </Button>
        <Button pressed={repeats} onClick={() => void setState({ repeats: !repeats })} title="Equal steps one after the other as one, with how many they are">
          Fold repeats
        </Button>
        <span className="flex-1" />
        <span className="num text-sm text-muted">
          {formatPlural(selectable.length, 'step')} between {formatPlural(sequence.participants.length, 'lifeline')}
        </span>
        <ExportMenu items={exportsOf(sequence, flow)} note="As it is folded now. Of a long one the middle is left out, and the diagram says how much." />
      </div>
      <div
        ref={scroller}
        role="grid"
        aria-label="Steps"
        aria-rowcount={sequence.rows.length + 1}
        aria-activedescendant={items.some(({ index }) => index === position) ? `step-row-${position}` : undefined}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
        onKeyDown={press}
      >
        {width > 0 && (
          <>
            <LifelineHeads participants={sequence.participants} geometry={geometry} opened={opened} foldable={inside ? NONE : foldable} onToggle={toggle} />
            <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), width: geometry.width }}>
              {items.map(({ index, start, key }) => {
                const row = sequence.rows[index];
                const record = row?.step.record ?? null;
                return (
                  row && (
                    <StepRow
                      key={key}
                      row={row}
                      index={index}
                      top={start}
                      participants={sequence.participants}
                      geometry={geometry}
                      longestWait={longest}
                      selected={index === position || (record !== null && record === selected)}
                      critical={record !== null && (critical?.has(record) ?? false)}
                      marked={record !== null && (marked?.has(record) ?? false)}
                      onChoose={choose}
                      onToggle={toggle}
                      head={inside || record === null ? null : graph.records[record]!.id}
                    />
                  )
                );
              })}
            </div>
          </>
        )}
      </div>
    </section>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** The row of the cursor where that shows what is selected, else the first that does; -1 for none. */
function positionOf({ rows, rowOf }: Sequence, selected: number | null, cursor: string | null): number {
  if (selected === null) return -1;
  const at = cursor === null ? -1 : rows.findIndex(({ step }) => step.key === cursor && step.record === selected);
  return at >= 0 ? at : (rowOf.get(selected) ?? -1);
}

function exportsOf(sequence: Sequence, flow: string): Exportable[] {
  const duration = (ms: number): string => formatDuration(ms);
  return [
    { format: 'Mermaid', words: 'text of the diagram', file: fileName(flow, 'sequence', 'mmd'), type: 'text/vnd.mermaid;charset=utf-8', make: () => toMermaid(sequence, duration) },
    {
      format: 'SVG',
      words: 'picture',
      file: fileName(flow, 'sequence', 'svg'),
      type: 'image/svg+xml',
      make: () => {
        const hues = distinctHues(sequence.participants.flatMap(({ kind, name }) => (kind === 'service' ? name : [])));
        return toSvg(sequence, { duration, hue: (service) => hues.get(service) ?? 0, title: `Sequence of flow ${flow}` });
      },
    },
  ];
}
