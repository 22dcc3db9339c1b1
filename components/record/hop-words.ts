import type { Edge } from '#lib/core/timeline/records.ts';

const KINDS: Record<Edge['kind'], { before: string; after: string }> = {
  call: { before: 'called it', after: 'called' },
  publish: { before: 'wrote it', after: 'written by it' },
  deliver: { before: 'delivered to it', after: 'read by' },
  cause: { before: 'caused it', after: 'caused by it' },
  retry: { before: 'retried as this', after: 'retry of it' },
  'dead-letter': { before: 'dead-lettered as this', after: 'dead letter of it' },
  replay: { before: 'replayed as this', after: 'replay of it' },
  follows: { before: 'came before, nothing more is known', after: 'came after, nothing more is known' },
};

const EVIDENCE: Record<string, string> = {
  'span-parent': 'parent span',
  'span-link': 'span link',
  'trace-context': 'trace context in the message',
  coordinates: 'topic, partition and offset',
  'causation-id': 'causation id',
  'dead-letter-headers': 'dead-letter headers',
  'replay-headers': 'replay headers',
  'message-id': 'message id',
  'correlation-id': 'correlation id',
  'business-key': 'business key',
  'trace-id': 'trace id',
  commit: 'a commit that passed it',
};

export const evidenceWord = (evidence: string): string => EVIDENCE[evidence] ?? evidence;

/** How two records belong together, and what says so. */
export function hopWords({ kind, hop }: Edge, direction: 'before' | 'after'): string {
  return `${KINDS[kind][direction]} · by ${evidenceWord(hop.evidence)}`;
}
