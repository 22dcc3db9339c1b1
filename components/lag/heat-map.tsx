'use client';
import { useId, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { columnsOf, heatPaths, LEVELS, mostOf } from '#components/lag/heat.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { useNow, useZone } from '#components/ui/clock.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatCompact, formatCount, formatPlural } from '#components/ui/format.ts';
import { formatLocalTime } from '#components/ui/format-time.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { GroupHistory } from '#lib/contracts/lag.ts';

type Heat = GroupHistory['heat'];
type Cell = { readonly row: number; readonly column: number };

const HEIGHT = 14;
const MOST_COLUMNS = 12;

interface HeatMapProps {
  heat: Heat;
  /** The rows of a strip beside the list; all of them on the group's own page. */
  most?: number;
  /** A row was chosen. */
  onChoose?: (partition: { topic: string; partition: number }) => void;
}

/** Partitions over time. The arrow keys move from cell to cell, and what the cell says stands above it in words. */
export function HeatMap({ heat, most, onChoose }: HeatMapProps) {
  const zone = useZone();
  const now = useNow();
  const [cell, setCell] = useState<Cell | null>(null);
  const [table, setTable] = useState(false);
  const readout = useId();
  const rows = most === undefined ? heat.rows : heat.rows.slice(0, most).toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
  const top = mostOf(rows);
  const topics = new Set(rows.map(({ topic }) => topic)).size;
  const columns = heat.times.length;
  if (rows.length === 0 || columns === 0) {
    return most === undefined ? (
      <EmptyState title="Nothing is known of this time">
        <p>Choose a longer time range at the top.</p>
      </EmptyState>
    ) : (
      <p className="text-sm text-faint">Nothing is known of this time.</p>
    );
  }
  const label = (index: number) => formatLocalTime(heat.times[index] ?? '', zone, { style: 'compact', now });
  const words = ({ row, column }: Cell) => {
    const { topic, partition, lag } = rows[row] ?? { topic: '', partition: 0, lag: [] };
    const value = lag[column] ?? null;
    return `${topics > 1 ? `${visibleText(topic)} ` : ''}partition ${partition}, ${label(column)}: ${value === null ? 'not known' : value === '0' ? 'no lag' : `${formatCount(value)} behind`}`;
  };
  const move = (event: KeyboardEvent) => {
    const from = cell ?? { row: 0, column: columns - 1 };
    const steps: Readonly<Record<string, Cell>> = {
      ArrowUp: { ...from, row: from.row - 1 },
      ArrowDown: { ...from, row: from.row + 1 },
      ArrowLeft: { ...from, column: from.column - 1 },
      ArrowRight: { ...from, column: from.column + 1 },
      Home: { ...from, column: 0 },
      End: { ...from, column: columns - 1 },
    };
    const next = steps[event.key];
    if (event.key === 'Enter' && cell !== null) {
      const row = rows[cell.row];
      if (row !== undefined) onChoose?.(row);
    }
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setCell({ row: Math.min(Math.max(next.row, 0), rows.length - 1), column: Math.min(Math.max(next.column, 0), columns - 1) });
  };
  const point = (row: number) => (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    setCell({ row, column: Math.min(columns - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * columns))) });
  };
  const left = heat.leftOut + (heat.rows.length - rows.length);
  return (
    <figure className="flex min-w-0 flex-col gap-1.5">
      <div className="flex min-h-6 items-center gap-3">
        <p id={readout} aria-live="polite" className="num min-w-0 flex-1 text-sm text-muted">
          {cell === null ? `${label(0)} – ${label(columns - 1)}, up to ${formatCount(top)} behind` : words(cell)}
        </p>
        {most === undefined && (
          <>
            <Legend top={top} />
            <Button onClick={() => setTable(!table)} pressed={table}>As a table</Button>
          </>
        )}
      </div>
      {table ? (
        <HeatTable heat={heat} topics={topics} label={label} />
      ) : (
        <div
          role="slider"
          tabIndex={0}
          aria-label="Lag by partition over time"
          aria-describedby={readout}
          aria-valuemin={0}
          aria-valuemax={rows.length * columns - 1}
          aria-valuenow={cell === null ? columns - 1 : cell.row * columns + cell.column}
          aria-valuetext={words(cell ?? { row: 0, column: columns - 1 })}
          onKeyDown={move}
          onPointerLeave={() => setCell(null)}
          onBlur={() => setCell(null)}
          className="flex flex-col gap-px"
        >
          {rows.map((row, index) => (
            <div key={`${row.topic} ${row.partition}`} className={classes('flex items-center gap-2', cell?.row === index && 'bg-sunken')}>
              <span className="flex shrink-0 justify-end gap-2 overflow-hidden font-mono text-xs text-muted" style={{ width: topics > 1 && most === undefined ? 180 : 34 }}>
                {topics > 1 && most === undefined && <Verbatim text={row.topic} className="min-w-0 flex-1 truncate text-faint" />}
                {row.partition}
              </span>
              <svg
                aria-hidden
                viewBox={`0 0 ${columns} ${HEIGHT}`}
                preserveAspectRatio="none"
                height={HEIGHT}
                className="min-w-0 flex-1 bg-idle-soft"
                onPointerMove={point(index)}
                onClick={() => onChoose?.(row)}
              >
                {heatPaths(row.lag.map((lag) => (lag === null ? null : Number(lag))), top, HEIGHT).map(({ level, d }) => (
                  <path key={level ?? 'unknown'} d={d} fill={shade(level)} />
                ))}
                {cell?.row === index && <rect x={cell.column} width={1} height={HEIGHT} fill="none" stroke="var(--text)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />}
              </svg>
            </div>
          ))}
        </div>
      )}
      {left > 0 && <figcaption className="num text-sm text-muted">{formatPlural(left, 'partition')} with less lag {left === 1 ? 'is' : 'are'} not drawn.</figcaption>}
    </figure>
  );
}

const shade = (level: number | null): string => (level === null ? 'var(--bg)' : level === 0 ? 'var(--wait)' : `color-mix(in oklab, var(--warn) ${25 + 15 * level}%, var(--panel))`);

function Legend({ top }: { top: number }) {
  return (
    <p className="num flex items-center gap-1.5 text-xs text-muted max-sm:hidden">
      none
      <svg aria-hidden width={LEVELS * 9 + 9} height={HEIGHT} viewBox={`0 0 ${LEVELS + 1} ${HEIGHT}`} preserveAspectRatio="none" className="bg-idle-soft">
        {Array.from({ length: LEVELS + 1 }, (_, level) => {
          const tall = level === 0 ? 1.5 : (HEIGHT * level) / LEVELS;
          return <rect key={level} x={level + 0.08} width={0.84} y={HEIGHT - tall} height={tall} fill={shade(level)} />;
        })}
      </svg>
      {formatCompact(top)}
    </p>
  );
}

function HeatTable({ heat, topics, label }: { heat: Heat; topics: number; label: (index: number) => string }) {
  const columns = columnsOf(heat.times.length, MOST_COLUMNS);
  return (
    <div tabIndex={0} role="region" aria-label="Lag by partition over time" className="overflow-x-auto">
      <table className="num w-full border-collapse text-sm">
        <thead>
          <tr className="h-row border-b border-line text-xs text-muted">
            <th scope="col" className="pr-3 text-left font-medium">Partition</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-1.5 text-right font-medium whitespace-nowrap">{label(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heat.rows.map(({ topic, partition, lag }) => (
            <tr key={`${topic} ${partition}`} className="h-row border-b border-line">
              <th scope="row" className="pr-3 text-left font-normal whitespace-nowrap">
                {topics > 1 && <Verbatim text={topic} mono className="text-faint" />} {partition}
              </th>
              {columns.map((column) => (
                <td key={column} className={classes('px-1.5 text-right', (lag[column] ?? '0') === '0' && 'text-faint')}>{lag[column] == null ? '–' : formatCompact(Number(lag[column]))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
