/**
 * The sequence as Mermaid's text (https://mermaid.js.org/syntax/sequenceDiagram.html). Names are other people's: all but
 * letters, digits and a few signs are written as entity codes, so that none of them can mean anything in Mermaid.
 */
import { allDetails, type DurationWords } from '#lib/core/sequence/words.ts';
import type { Sequence, SequenceRow, Step } from '#lib/core/sequence/steps.ts';
import { visibleText } from '#lib/core/visible-text.ts';

/** Mermaid draws nothing above 50,000 characters unless it is told to. */
const MOST_CHARACTERS = 45_000;
const MOST_PARTICIPANTS = 60;
const LONGEST_NAME = 60;
const LONGEST_TEXT = 160;

/** Some of the beginning and some of the end are told: how it began, and how it ended. */
const BEGINNING = 0.7;

/** Letters of all scripts, digits, and signs that mean nothing in any place where they are written. */
const PLAIN = /^[\p{L}\p{M}\p{N} ._/()×·,–-]$/u;
/** Alone it closes a block. */
const END = /\bend\b/giu;

export function mermaidText(text: string, most = LONGEST_TEXT): string {
  const visible = visibleText(text);
  const shown = Array.from(visible).slice(0, most);
  const cut = shown.length < Array.from(visible.slice(0, most * 2 + 2)).length ? `${shown.join('')}…` : shown.join('');
  const entity = (char: string): string => `#${char.codePointAt(0)};`;
  // In `end` the first letter, before everything else: an entity's digits hold no word.
  const parts = cut.split(END);
  const words = cut.match(END) ?? [];
  const plain = (part: string): string => Array.from(part, (char) => (PLAIN.test(char) || char === '…' ? char : entity(char))).join('');
  const joined = parts.map((part, index) => plain(part) + (words[index] === undefined ? '' : `${entity(words[index][0]!)}${words[index].slice(1)}`)).join('');
  return joined.trim() === '' ? '–' : joined.trim();
}

/** Always a whole diagram; says what is left out of it. */
export function toMermaid({ participants, rows }: Sequence, duration: DurationWords): string {
  const shown = participants.slice(0, MOST_PARTICIPANTS);
  const head = ['sequenceDiagram', ...shown.map(({ name, kind }, index) => `    participant p${index} as ${mermaidText(name === '' ? 'unnamed' : name, LONGEST_NAME)}${kind === 'reader' ? ' (group)' : ''}`)];
  if (shown.length === 0) return `${head.join('\n')}\n    participant p0 as –\n`;
  const last = shown.length - 1;
  const over = last === 0 ? 'p0' : `p0,p${last}`;

  const blocks = blocksOf(rows);
  const texts = blocks.map((block) => (block.every(({ step }) => Math.max(step.from, step.to) <= last) ? blockText(block, over, duration) : null));
  const budget = MOST_CHARACTERS - head.join('\n').length - 200;
  const { first, rest } = within(texts.map((text) => text?.length ?? 0), budget);
  const body: string[] = [];
  let left = 0;
  const flush = (): void => {
    if (left > 0) body.push(`    Note over ${over}: ${left} ${left === 1 ? 'step is' : 'steps are'} left out here`);
    left = 0;
  };
  for (const [index, text] of texts.entries()) {
    if (text === null || (index >= first && index < rest)) {
      left += stepsIn(blocks[index]!);
      continue;
    }
    flush();
    body.push(text);
  }
  flush();
  if (participants.length > shown.length) body.unshift(`    Note over ${over}: ${participants.length - shown.length} lifelines and their steps are left out`);
  return `${[...head, ...body].join('\n')}\n`;
}

/** A loop is told whole or not at all. */
function blocksOf(rows: readonly SequenceRow[]): SequenceRow[][] {
  const blocks: SequenceRow[][] = [];
  for (const row of rows) {
    const last = blocks.at(-1)?.[0];
    if (row.loop !== null && !row.loop.open && last?.loop?.key === row.loop.key) blocks.at(-1)!.push(row);
    else blocks.push([row]);
  }
  return blocks;
}

const stepsIn = ([first, ...rest]: readonly SequenceRow[]): number => (first?.loop != null && !first.loop.open ? first.loop.times * first.loop.length : 1 + rest.length);

/** From which block to which is left out. */
function within(lengths: readonly number[], budget: number): { first: number; rest: number } {
  const size = (length: number): number => length + 1;
  const total = lengths.reduce((sum, length) => sum + size(length), 0);
  if (total <= budget) return { first: lengths.length, rest: lengths.length };
  let first = 0;
  let used = 0;
  while (first < lengths.length && used + size(lengths[first]!) <= budget * BEGINNING) used += size(lengths[first++]!);
  let rest = lengths.length;
  while (rest > first && used + size(lengths[rest - 1]!) <= budget) used += size(lengths[--rest]!);
  return { first, rest };
}

function blockText(block: readonly SequenceRow[], over: string, duration: DurationWords): string {
  const { loop } = block[0]!;
  if (loop === null || loop.open) return stepText(block[0]!, over, duration);
  const inner = block.map((row) => `    ${stepText(row, over, duration)}`).join('\n');
  return `    loop ${mermaidText(`${loop.times} times`)}\n${inner}\n    end`;
}

function stepText({ step, loop }: SequenceRow, over: string, duration: DurationWords): string {
  const [from, to] = [`p${step.from}`, `p${step.to}`];
  const text = mermaidText([short(step), ...allDetails(step, loop, duration)].join(', '));
  switch (step.kind) {
    case 'pause':
      return `    Note over ${over}: ${mermaidText(`${duration((step.duration ?? 0) / 1000)} without a record`)}`;
    case 'work':
      return `    Note over ${from}: ${text}`;
    case 'unread':
    case 'missing':
      return `    Note right of ${from}: ${text}`;
    case 'call':
      return `    ${from}${step.evidence === 'order' ? '-->>' : '->>'}${to}: ${text}`;
    case 'message':
      return `    ${from}${step.evidence === 'spans' ? '-)' : '--)'}${to}: ${text}`;
  }
}

/** So that what stands behind a long name is not cut off with it. */
const short = ({ name }: Step): string => (name.length > 80 ? `${name.slice(0, 80)}…` : name || 'unnamed');

