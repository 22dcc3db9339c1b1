/** What `npm run truth` found, as tables in a document of which each run renews its own sections. */
import { z } from 'zod';

const Score = z.object({ expected: z.int(), shown: z.int(), right: z.int() });
type Score = z.infer<typeof Score>;

/** What a truth test reports: one line of JSON each. */
export const TruthLine = z.object({
  name: z.string(),
  about: z.string(),
  flows: z.int(),
  /** Records that are shown in several flows, counted in each. */
  shared: z.int(),
  /** Everything that is wrong, sharing counts included. */
  wrong: z.int(),
  records: Score,
  hops: Score,
  status: Score,
  findings: Score,
});
export type TruthLine = z.infer<typeof TruthLine>;

export function truthTable(lines: readonly TruthLine[]): string {
  return [
    '| | flows | records | of them shared | hops | status | findings | wrong |',
    '|---|---|---|---|---|---|---|---|',
    ...lines.map((line) => `| ${line.name} | ${number(line.flows)} | ${scoreText(line.records)} | ${number(line.shared)} | ${scoreText(line.hops)} | ${scoreText(line.status)} | ${scoreText(line.findings)} | ${number(line.wrong)} |`),
  ].join('\n');
}

const number = (value: number): string => value.toLocaleString('en');

/** How many should be there; then precision and recall. */
const scoreText = ({ expected, shown, right }: Score): string => (expected === 0 && shown === 0 ? '–' : `${number(expected)} · ${percent(right, shown)} · ${percent(right, expected)}`);

/** Rounded down, so that only what is whole is 100%. */
const percent = (part: number, of: number): string => (of === 0 ? '–' : `${(Math.floor((part / of) * 10_000) / 100).toString()}%`);

/** `document` with the section renewed; it is added where the document has none. */
export function withSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const section = `${begin}\n${text}\n${end}`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${section}\n`;
  return document.slice(0, from) + section + document.slice(to + end.length);
}

export const TRUTH_INTRODUCTION = `# Is it true?

Every flow that Throughline shows, compared with what the programs say that they did. Written by \`npm run truth\`; the same tests run in \`npm test\`, where one wrong or missing record fails them.

Each cell says how many there should be, then precision (of what is shown, how much is right) and recall (of what should be shown, how much is).

- **records**: messages and spans, each in the flow of its order. One that belongs to several flows (a batch's span) counts in each, and the number of flows it is said to be in must be right too.
- **flows**: of orders. In a recording without correlation ids (\`…-traced\`) what a program sent from nowhere, or from work on several orders at once, is tied to its order by nothing: there a flow of its own begins, and the spans that several share are shown in each.
- **hops**: between messages and spans: who sent a message, and to whom it was handed.
- **status**, **findings**: of each flow; of findings, each kind once.
- **wrong**: everything that is not as it should be, in any of these.
`;
