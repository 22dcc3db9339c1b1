/** A flow as Markdown for a ticket: what happened, what it is called, what was found, and where to look. */
import { outcomeOf } from '#components/flow/outcome.ts';
import { isOpen } from '#components/flow/quiet-for.ts';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

const MOST_FINDINGS = 10;
const MOST_KEYS = 10;

/** Every text of a message is untrusted: nothing in it may become a heading, a link or a mention. */
const plain = (text: string): string => visibleText(text.slice(0, 500)).replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~@]/g, '\\$&').replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&');
const code = (text: string): string => {
  const shown = visibleText(text.slice(0, 300)).replace(/[\r\n]+/g, ' ');
  const fence = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length === 1 ? `\`${shown}\`` : `${fence} ${shown} ${fence}`;
};

/** @param link the address of the flow, with what is chosen; @param now in milliseconds since the epoch */
export function incidentSummary(detail: FlowDetail, link: string, now: number): string {
  const { flow, findings, expected, truncated } = detail;
  const keys = flow.keys.slice(0, MOST_KEYS).map(({ kind, name, value }) => `- ${plain(name ?? kind)}: ${code(value)}`);
  const found = findings.slice(0, MOST_FINDINGS).map(({ kind, message }) => `- ${plain(kind)}: ${plain(message)}`);
  const late = expected.filter(({ overdueMs }) => overdueMs > 0).map(({ message }) => `- never came: ${plain(message)}`);
  return [
    `**${plain(outcomeOf(detail, now))}**`,
    '',
    `${plain(flow.kind)}, ${flow.status}, started ${flow.startedAt}, last seen ${flow.lastActivityAt} (${formatDuration(flow.durationMs)}${isOpen(flow) ? ' so far' : ''}); ${formatPlural(flow.counts.events, 'event')}, ${formatPlural(flow.counts.spans, 'span')}, ${formatPlural(flow.counts.errors, 'error')}, ${formatPlural(flow.counts.deadLetters, 'dead letter')}`,
    `Services: ${flow.services.length === 0 ? 'not known' : flow.services.slice(0, 20).map(code).join(', ')}`,
    ...section('Keys', keys, flow.keys.length - MOST_KEYS),
    ...section('Findings', [...found, ...late], findings.length - MOST_FINDINGS),
    ...(truncated === null ? [] : ['', `Only ${truncated.shown} of ${truncated.total} records were looked at for this.`]),
    '',
    link,
    '',
  ].join('\n');
}

const section = (title: string, lines: readonly string[], more: number): string[] => (lines.length === 0 ? [] : ['', `${title}:`, ...lines, ...(more > 0 ? [`- and ${more} more`] : [])]);
