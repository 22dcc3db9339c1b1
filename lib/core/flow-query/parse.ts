import { parseDuration } from '#lib/core/flow-query/duration.ts';
import { FIELDS, HAS, fieldOf, isListField, type ListField } from '#lib/core/flow-query/fields.ts';
import { ALL_FLOWS, FLOW_STATUSES, isFlowStatus, type FlowQuery } from '#lib/core/flow-query/filter.ts';
import { nearest } from '#lib/core/flow-query/nearest.ts';
import { tokenise, type Piece, type Token } from '#lib/core/flow-query/tokenise.ts';

/** A part of the text that cannot be used, or (`hint`) that may not mean what was meant. */
export interface Fault {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** What the part may be replaced with; null where nothing can be guessed. */
  readonly suggestion: string | null;
}

interface ParsedQuery {
  /** What the parts without a fault say. */
  readonly query: FlowQuery;
  readonly faults: readonly Fault[];
  /** Read as a key, although the name is nearly that of a field. */
  readonly hints: readonly Fault[];
}

/** As the API takes them (lib/contracts/flows.ts, lib/services/flows/where.ts). */
const MOST_VALUES = 50;
const LONGEST_VALUE = 300;
const MOST_WORDS = 10;
const LONGEST_TEXT = 500;

type Draft = { -readonly [Name in keyof FlowQuery]: FlowQuery[Name] };
type Notes = { readonly faults: Fault[]; readonly hints: Fault[] };

const NOT = { status: 'notStatus', kind: 'notKind', service: 'notService', topic: 'notTopic' } as const;

export function parseQuery(text: string): ParsedQuery {
  const draft: Draft = { ...ALL_FLOWS };
  const notes: Notes = { faults: [], hints: [] };
  for (const token of tokenise(text)) readToken(token, draft, notes);
  if (draft.minDurationMs !== null && draft.maxDurationMs !== null && draft.minDurationMs > draft.maxDurationMs) {
    notes.faults.push({ from: 0, to: text.length, message: 'minDuration is longer than maxDuration, so nothing can match.', suggestion: null });
  }
  if (draft.words.length > MOST_WORDS || draft.words.join(' ').length > LONGEST_TEXT) {
    notes.faults.push({ from: 0, to: text.length, message: `Free text holds at most ${MOST_WORDS} words and ${LONGEST_TEXT} characters.`, suggestion: null });
  }
  return { query: draft, ...notes };
}

function readToken(token: Token, draft: Draft, notes: Notes): void {
  const fault = (message: string, suggestion: string | null = null, { from, to }: { from: number; to: number } = token) => void notes.faults.push({ from, to, message, suggestion });
  if (token.openQuote !== null) return fault('A quote is not closed.', null, { from: token.openQuote, to: token.to });
  const values = token.values.map((piece) => ({ ...piece, text: piece.text.replaceAll('\0', '') }));
  const [first] = values;
  if (first === undefined) return;
  if (token.name === null) {
    // The API looks for words, so a phrase is its words.
    draft.words = [...draft.words, ...first.text.split(/\s+/).filter(Boolean)];
    return;
  }
  const field = fieldOf(token.name);
  const empty = values.find(({ text }) => text === '');
  if (empty) return fault(`${token.name}: needs a value${values.length > 1 ? ' between its commas' : ''}.`);
  const long = values.find(({ text }) => text.length > LONGEST_VALUE);
  if (long) return fault(`A value has at most ${LONGEST_VALUE} characters.`, null, long);
  if (field !== null && isListField(field)) return readList(field, token, values, draft, fault);
  if (token.negated) return fault(`Only status, kind, service and topic can be negated, not ${token.name}.`);
  const whole = values.map(({ text }) => text).join(',');
  if (field === 'has') return readHas(whole, first, draft, fault);
  if (field === 'minDuration' || field === 'maxDuration') return readDuration(field, whole, first, draft, fault);
  if (draft.key !== null) return fault('A query has one key at a time.');
  draft.key = { name: field === 'key' ? null : token.name.replace(/^key\./i, ''), value: whole };
  if (field === null) hintAtField(token, notes);
}

type Faulty = (message: string, suggestion?: string | null, place?: { from: number; to: number }) => void;

function readList(field: ListField, token: Token, values: readonly Piece[], draft: Draft, fault: Faulty): void {
  const name = token.negated ? NOT[field] : field;
  for (const piece of values) {
    const value = field === 'status' ? statusOf(piece.text) : piece.text;
    if (value === null) fault(`There is no status “${piece.text}”.`, nearest(piece.text, FLOW_STATUSES), piece);
    else if ((draft[name] as readonly string[]).includes(value)) continue;
    else if (draft[name].length >= MOST_VALUES) return fault(`${field}: takes at most ${MOST_VALUES} values.`, null, piece);
    else Object.assign(draft, { [name]: [...draft[name], value] });
  }
}

/** In any case, and `in_flight` as well as `inflight`. */
function statusOf(text: string): string | null {
  const plain = (status: string) => status.toLowerCase().replaceAll(/[-_ ]/g, '');
  return isFlowStatus(text) ? text : (FLOW_STATUSES.find((status) => plain(status) === plain(text)) ?? null);
}

function readHas(text: string, place: Piece, draft: Draft, fault: Faulty): void {
  const plain = text.toLowerCase().replaceAll('_', '-');
  if (plain !== 'dead-letters' && plain !== 'no-dead-letters') return fault(`has: knows dead-letters and no-dead-letters, not “${text}”.`, nearest(plain, HAS), place);
  draft.hasDeadLetters = plain === 'dead-letters';
}

function readDuration(field: 'minDuration' | 'maxDuration', text: string, place: Piece, draft: Draft, fault: Faulty): void {
  const ms = parseDuration(text);
  if (ms === null) return fault(`“${text}” is no length of time: 250ms, 5s, 2m and 1h30m are.`, /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 ? `${text}s` : null, place);
  const name = `${field}Ms` as const;
  if (draft[name] !== null) return fault(`${field}: is said twice.`);
  draft[name] = ms;
}

function hintAtField(token: Token, { hints }: Notes): void {
  const name = token.name ?? '';
  const meant = name.toLowerCase() === 'duration' ? 'minDuration' : nearest(name, FIELDS.map((field) => field.name).filter((field) => field.length > 3));
  if (meant === null) return;
  hints.push({ from: token.from, to: token.from + name.length, message: `“${name}” is no field, so it is looked for as the name of a key.`, suggestion: meant });
}
