/** What was measured, beside what was promised and what a peer takes, as tables for people. */
import { cpus, release, totalmem, type } from 'node:os';
import { ACTS, type Act, type Figures } from './measure.ts';

/** Milliseconds and elements. */
export const TARGETS = { firstRow: 1_500, after: 200, doing: 50, nodes: 3_000 } as const;

export interface Measured {
  readonly name: string;
  readonly spans: number;
  readonly events: number;
  /** Opened as soon as its last record could be read. */
  readonly arrived: Figures;
  /** Of another like it that had come to rest. */
  readonly runs: readonly Figures[];
}

/** Of several runs the middle one; of tasks the worst, since one that stutters once stutters. */
interface Row {
  readonly what: string;
  readonly of: (measured: Measured) => number;
  readonly unit: 'ms' | 'task' | 'MB' | '';
  readonly target: number | null;
  readonly peer: string;
}

const DOING: Readonly<Record<Act, string>> = {
  scroll: 'turning the wheel',
  zoom: 'zooming with Ctrl and the wheel',
  pan: 'dragging the picture',
  minimap: "dragging the minimap's window",
  views: 'going through the other views and back',
};

const middle = (pick: (run: Figures) => number) => ({ runs }: Pick<Measured, 'runs'>) => runs.map(pick).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? 0;
const worst = (pick: (run: Figures) => number) => ({ arrived, runs }: Measured) => Math.max(...[arrived, ...runs].map(pick));

const ROWS: readonly Row[] = [
  { what: 'first row on the screen, of a flow that has just arrived', of: ({ arrived }) => arrived.firstRow, unit: 'ms', target: TARGETS.firstRow, peer: '15 s' },
  { what: 'first row on the screen, of one at rest that nobody has opened yet', of: ({ runs: [first] }) => first?.firstRow ?? 0, unit: 'ms', target: TARGETS.firstRow, peer: '' },
  { what: 'first row on the screen, opened again', of: ({ runs: [, ...again] }) => middle(({ firstRow }) => firstRow)({ runs: again }), unit: 'ms', target: TARGETS.firstRow, peer: '' },
  { what: 'longest task after it', of: worst(({ after }) => after), unit: 'task', target: TARGETS.after, peer: '8.9 s' },
  // Other views are other pictures: the promise of 50 ms is for scrolling and zooming.
  ...ACTS.map((act): Row => ({ what: `longest task while ${DOING[act]}`, of: worst(({ doing }) => doing[act]), unit: 'task', target: act === 'views' ? TARGETS.after : TARGETS.doing, peer: '' })),
  ...ACTS.map((act): Row => ({ what: `and its processor time, ${DOING[act]}`, of: worst(({ processor }) => processor[act]), unit: 'ms', target: null, peer: '' })),
  { what: 'DOM nodes', of: worst(({ nodes }) => nodes), unit: '', target: TARGETS.nodes, peer: '' },
  { what: 'heap of the page', of: middle(({ heapMb }) => heapMb), unit: 'MB', target: null, peer: '' },
  { what: 'document, decompressed', of: middle(({ documentMb }) => documentMb), unit: 'MB', target: null, peer: '' },
];

/** What is over its target, in words; empty where all is met. */
export const missed = (all: readonly Measured[]): string[] =>
  all.flatMap((measured) => ROWS.flatMap((row) => (row.target !== null && row.of(measured) > row.target ? [`${measured.name}: ${row.what} ${shown(row, row.of(measured))} (target ${shown(row, row.target)})`] : [])));

export function table(all: readonly Measured[]): string {
  return [
    `| | ${all.map(({ name, spans, events }) => `${name}: ${spans.toLocaleString('en')} spans${events === 0 ? '' : `, ${events.toLocaleString('en')} messages`}`).join(' | ')} | target | Zipkin 3.5.1, 10,000 spans |`,
    `|---|${'---|'.repeat(all.length)}---|---|`,
    ...ROWS.map((row) => `| ${row.what} | ${all.map((measured) => shown(row, row.of(measured))).join(' | ')} | ${row.target === null ? '' : `≤ ${shown(row, row.target)}`} | ${row.peer} |`),
  ].join('\n');
}

/** `command` is what was typed, `load` the machine's load average before it began. */
export function markdown(all: readonly Measured[], command: string, browser: string, load: number): string {
  const [cpu] = cpus();
  return `# A flow of 10,000 records in the browser

Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}. Run it to know your own machine; the database, Throughline and the browser share it.

${table(all)}
${load > cpus().length ? `\n**The machine was busy with other work while this was measured** (load ${load.toFixed(1)} on ${cpus().length} processors): times are those of a page that waits for its turn. Processor time is what the page itself takes.\n` : ''}
- Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}; load ${load.toFixed(1)} before the measurement began
- Versions: Node ${process.versions.node}, ${browser}
- The peer's figures were taken on two cores of another such machine: its page of one trace of 10,000 spans, from navigation to the first row.

## What is measured

The product runs as \`npm start\` runs it. A flow is opened at once when its last record can be read; another like it comes to rest, and is opened ${all[0]?.runs.length ?? 0} times. Each time in a browser with an empty cache, at 1440 × 900. Of times, heap and size the middle one is told; of tasks the longest of all runs.

- **First row.** From the navigation until a frame with a first mark of the timeline was painted. Who opens a flow that has just arrived waits until it is read and drawn; the last ones that came to rest were read ahead, and are kept as long as nothing of them changes. The flow of spans that has just arrived is also the very first page that this server and this browser show.
- **Longest task.** How long the page's one thread was busy at a stretch, as the browser tells it; it does not tell of tasks below 50 ms.
- **Processor time.** Of the task that took most of it, by the browser's own trace: without what the thread waited for others.
- **Spans.** Orders of ten spans over six services, a thousand times below one root, within about a second: what the peers were measured with.
- **Messages and spans.** Four messages through Kafka and six spans with an agent's attributes to a round, some of which fail, in batches with pauses between them.
`;
}

function shown({ unit }: Pick<Row, 'unit'>, value: number): string {
  if (unit === 'task' && value < 50) return '< 50 ms';
  if (unit === 'MB') return `${value.toFixed(1)} MB`;
  const rounded = Math.round(value).toLocaleString('en');
  return unit === '' ? rounded : `${rounded} ms`;
}
