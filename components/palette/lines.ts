/** The lines of the palette, in the order in which they are offered. */
import { isExact } from '#components/palette/decide.ts';
import type { Command } from '#components/ui/shortcuts.ts';
import type { FlowStatus, KeyMatch } from '#lib/contracts/flows.ts';

export interface Line {
  readonly group: string;
  readonly label: string;
  /** What it is, or how often it is there. */
  readonly detail: string;
  /** Ids and names of the system stand in mono, words of ours do not. */
  readonly mono: boolean;
  /** Of a flow, what became of it. */
  readonly status?: FlowStatus;
  /** Keys that would have done the same. */
  readonly keys: readonly string[];
  readonly does: { readonly go: string } | { readonly act: () => void };
}

/** Values of one field that hold what was typed. */
export interface Named {
  readonly group: string;
  readonly values: readonly { readonly value: string; readonly detail: string; readonly href: string }[];
}

interface Found {
  readonly text: string;
  readonly matches: readonly KeyMatch[];
  readonly named: readonly Named[];
  readonly commands: readonly Command[];
}

/** Characters. */
const LONGEST_KIND = 40;

const KIND_WORDS: Record<KeyMatch['kind'], string> = {
  correlation: 'correlation id',
  trace: 'trace id',
  message: 'message id',
  business: 'business key',
  flow: 'flow id',
  event: 'message',
};

/** What is meant exactly first, then what can be done, what is named so, what only begins so, and last the search in texts. */
export function arrangeLines({ text, matches, named, commands }: Found): Line[] {
  const fitting = commands.filter(({ meaning, group }) => holdsWords(`${meaning} ${group}`, text)).map(commandLine);
  if (text === '') return fitting;
  const [exact, beginning] = [matches.filter((match) => isExact(match, text)), matches.filter((match) => !isExact(match, text))];
  return [
    ...exact.map((match) => flowLine(match, 'Flows with this id', matches)),
    ...fitting,
    ...named.flatMap(({ group, values }) => values.map(({ value, detail, href }): Line => ({ group, label: value, detail, mono: true, keys: [], does: { go: href } }))),
    ...beginning.map((match) => flowLine(match, 'Flows whose id begins so', matches)),
    ...listLines(text, exact),
  ];
}

function listLines(text: string, exact: readonly KeyMatch[]): Line[] {
  const several = new Set(exact.map(({ flowId }) => flowId)).size > 1;
  const all = { group: 'Lists', detail: '', mono: false, keys: [] };
  return [
    ...(several ? [{ ...all, label: 'List every flow that has exactly this key', does: { go: `/flows?range=all&key=${encodeURIComponent(text)}` } }] : []),
    { ...all, label: 'Search the texts of all flows for this', does: { go: `/flows?range=all&q=${encodeURIComponent(text)}` } },
  ];
}

const commandLine = ({ keys, meaning, group, act }: Command): Line => ({ group, label: meaning, detail: '', mono: false, keys, does: { act } });

/** A value that several flows have says less than the flow's id. */
function flowLine({ kind, name, value, flowId, flow }: KeyMatch, group: string, all: readonly KeyMatch[]): Line {
  const shared = all.some((other) => other.value === value && other.flowId !== flowId);
  const detail = [name ?? KIND_WORDS[kind], ...(flow === undefined ? [] : [flow.kind.slice(0, LONGEST_KIND)]), ...(shared ? [`flow ${flowId.slice(0, 6)}`] : [])].join(' · ');
  return { group, label: value, detail, mono: true, keys: [], ...(flow === undefined ? {} : { status: flow.status }), does: { go: `/flows/${encodeURIComponent(flowId)}` } };
}

const holdsWords = (said: string, text: string): boolean => {
  const lower = said.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => lower.includes(word));
};
