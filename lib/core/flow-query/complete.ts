/** What may be typed next: pure, so that the values, which the API knows, come from outside. */
import { FIELDS, HAS, fieldOf, isListField, type Field, type ListField } from '#lib/core/flow-query/fields.ts';
import { FLOW_STATUSES } from '#lib/core/flow-query/filter.ts';
import { isKeyName, printKeyName, printValue } from '#lib/core/flow-query/print.ts';
import { tokenise } from '#lib/core/flow-query/tokenise.ts';

/** Where the caret stands, and what stands between the beginning of the word and it. */
export type Place =
  | { readonly kind: 'word'; readonly typed: string; readonly from: number; readonly to: number; readonly negated: boolean }
  | { readonly kind: 'value'; readonly field: Field; readonly typed: string; readonly from: number; readonly to: number; readonly taken: readonly string[] }
  | { readonly kind: 'key-value'; readonly name: string; readonly typed: string; readonly from: number; readonly to: number };

interface KnownValue {
  readonly value: string;
  /** Null where it is not counted. */
  readonly count: number | null;
}

/** What the API knows; the first are offered first. */
export type Known = Readonly<Record<ListField | 'keyName' | 'keyValue', readonly KnownValue[]>>;

export interface Suggestion {
  /** What stands in the list: `status:`, `payment`. */
  readonly label: string;
  /** A line beside it; null where it says all. */
  readonly detail: string | null;
  readonly count: number | null;
  /** Of the text, to be replaced by `insert`. */
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  /** Whether the query is a whole one with it; else a value is to follow. */
  readonly whole: boolean;
}

const MOST = 12;
/** Of the values of each field, among others. */
const MOST_MIXED = 3;
const DURATIONS = ['100ms', '1s', '5s', '30s', '1m', '10m', '1h'];

/** The token that the caret stands in or behind; an empty word where it stands among spaces. */
export function placeAt(text: string, caret: number): Place {
  const token = tokenise(text).find(({ from, to }) => from <= caret && caret <= to);
  if (token === undefined) return { kind: 'word', typed: '', from: caret, to: caret, negated: false };
  const first = token.values[0]!;
  if (token.name === null || caret < first.from) {
    const typed = text.slice(token.from, caret);
    const negated = typed.startsWith('-');
    return { kind: 'word', typed: negated ? typed.slice(1) : typed, from: token.from + (negated ? 1 : 0), to: token.name === null ? token.to : first.from, negated };
  }
  const piece = token.values.findLast(({ from }) => from <= caret) ?? first;
  const typed = text.slice(piece.from, caret).replace(/^"/, '');
  const field = fieldOf(token.name);
  if (field === null) return { kind: 'key-value', name: token.name.replace(/^key\./i, ''), typed, from: first.from, to: token.to };
  const taken = token.values.filter((other) => other !== piece).map((other) => other.text);
  return { kind: 'value', field, typed, from: piece.from, to: piece.to, taken };
}

export function complete(place: Place, known: Known): Suggestion[] {
  if (place.kind === 'word') return place.typed === '' ? fieldsAt(place, known) : [...fieldsAt(place, known), ...valuesOfAll(place, known)].slice(0, MOST);
  const into = (label: string, count: number | null, detail: string | null = null): Suggestion => ({ label, detail, count, from: place.from, to: place.to, insert: printValue(label), whole: true });
  if (place.kind === 'key-value') return fitting(known.keyValue, place.typed).slice(0, MOST).map(({ value, count }) => into(value, count));
  const { field, typed, taken } = place;
  if (field === 'key') return fitting(known.keyValue, typed).slice(0, MOST).map(({ value, count }) => into(value, count));
  if (field === 'has') return fitting(HAS.map(uncounted), typed).map(({ value }) => into(value, null));
  if (!isListField(field)) return fitting(DURATIONS.map(uncounted), typed).map(({ value }) => into(value, null));
  return fitting(valuesOf(field, known), typed).filter(({ value }) => !taken.includes(value)).slice(0, MOST).map(({ value, count }) => into(value, count));
}

/** The text with the suggestion in it, ready for the next word where it is whole, and where the caret goes. */
export function accept(text: string, { from, to, insert, whole }: Suggestion): { readonly text: string; readonly caret: number } {
  const [before, after] = [text.slice(0, from), text.slice(to)];
  const gap = whole && !/^[\s,]/.test(after) ? ' ' : '';
  return { text: before + insert + gap + after, caret: from + insert.length + (whole && /^\s/.test(after) ? 1 : gap.length) };
}

const uncounted = (value: string): KnownValue => ({ value, count: null });

/** Every status, since none of them is nothing: 0 failed is worth knowing. */
const valuesOf = (field: ListField, known: Known): readonly KnownValue[] =>
  field === 'status' ? FLOW_STATUSES.map((value) => known.status.find((each) => each.value === value) ?? { value, count: known.status.length > 0 ? 0 : null }) : known[field];

function fieldsAt({ typed, from, to, negated }: Extract<Place, { kind: 'word' }>, known: Known): Suggestion[] {
  const fields = FIELDS.filter(({ name }) => !negated || isListField(name)).map(({ name, meaning }) => ({ value: name as string, detail: meaning }));
  const keys = negated ? [] : known.keyName.filter(({ value }) => isKeyName(value)).map(({ value }) => ({ value: printKeyName(value), detail: 'a key by its name' }));
  return fitting([...fields, ...keys], typed).map(({ value, detail }) => ({ label: `${value}:`, detail, count: null, from, to, insert: `${value}:`, whole: false }));
}

/** `pay` is also the service `payment` and the topic `payments`. */
function valuesOfAll({ typed, from, to }: Extract<Place, { kind: 'word' }>, known: Known): Suggestion[] {
  return (['status', 'kind', 'service', 'topic'] as const).flatMap((field) =>
    fitting(valuesOf(field, known), typed)
      .slice(0, MOST_MIXED)
      .map(({ value, count }) => ({ label: `${field}:${printValue(value)}`, detail: null, count, from, to, insert: `${field}:${printValue(value)}`, whole: true })),
  );
}

/** Those that begin so before those that hold it, else as they come. */
function fitting<T extends { readonly value: string }>(values: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase();
  const held = values.filter(({ value }) => value.toLowerCase().includes(wanted));
  const begins = ({ value }: T) => value.toLowerCase().startsWith(wanted);
  return [...held.filter(begins), ...held.filter((each) => !begins(each))];
}
