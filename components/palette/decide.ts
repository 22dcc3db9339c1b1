import type { KeyMatch } from '#lib/contracts/flows.ts';

/** What Enter means where nobody chose a line: the one flow that is meant, a question which of several, or whatever stands first. */
export type Decision = { readonly kind: 'go'; readonly flowId: string } | { readonly kind: 'choose'; readonly flows: number } | { readonly kind: 'first' };

/** A pasted text often holds the id with something around it: `orderId=4711`, a traceparent, quotes, a UUID's dashes. */
export function isExact(match: KeyMatch, text: string): boolean {
  if (match.kind === 'flow' || match.kind === 'event') return true;
  const typed = text.trim().toLowerCase();
  const value = match.value.toLowerCase();
  return typed === value || typed.replaceAll('-', '') === value.replaceAll('-', '') || typed.split(/[\s=:"'`]+/).includes(value) || typed.split('-').includes(value);
}

export function decide(matches: readonly KeyMatch[], text: string): Decision {
  const flows = new Set(matches.filter((match) => isExact(match, text)).map((match) => match.flowId));
  const [flowId] = flows;
  if (flowId === undefined) return { kind: 'first' };
  return flows.size === 1 ? { kind: 'go', flowId } : { kind: 'choose', flows: flows.size };
}
