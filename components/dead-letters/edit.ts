/** A message while it is edited, and what of it differs from what was written: only that is sent as an edit, so that all else stays byte for byte. */
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import type { MessageEdit, WireBytes } from '#lib/contracts/replays.ts';

type Header = DeadLetterDetail['headers'][number];

export interface DraftHeader {
  /** Of the page only: tells rows apart. */
  readonly row: number;
  readonly name: string;
  /** Null is a header without a value. */
  readonly value: string | null;
  /** The one that it was, where it is untouched: its bytes are kept. */
  readonly as: Header | null;
}

export interface Draft {
  readonly key: string | null;
  readonly headers: readonly DraftHeader[];
  /** Null is a tombstone. */
  readonly value: string | null;
}

export interface Original {
  readonly key: string | null;
  readonly headers: readonly Header[];
  /** As text; undefined where it is none, or is not here as a whole. */
  readonly value: string | null | undefined;
}

export const draftOf = ({ key, headers, value }: Original): Draft => ({ key, headers: headers.map((header, row) => ({ row, name: header.name, value: header.value, as: header })), value: value ?? null });

/** Null where nothing was changed. */
export function editOf(original: Original, draft: Draft): MessageEdit | null {
  const edit: MessageEdit = {
    ...(draft.key === original.key ? {} : { key: textBytes(draft.key) }),
    ...(sameHeaders(original.headers, draft.headers) ? {} : { headers: draft.headers.map(({ name, value, as }) => ({ name, value: as === null ? textBytes(value) : bytesOf(as) })) }),
    ...(original.value === undefined || draft.value === original.value ? {} : { value: textBytes(draft.value) }),
  };
  return Object.keys(edit).length === 0 ? null : edit;
}

const sameHeaders = (before: readonly Header[], after: readonly DraftHeader[]): boolean => before.length === after.length && before.every((header, index) => after[index]?.as === header);

const textBytes = (text: string | null): WireBytes | null => (text === null ? null : { text });

/** The bytes that stood there: what was read as a number or shown as hex is no text. */
function bytesOf({ value, encoding, hex }: Header): WireBytes | null {
  if (value === null) return null;
  return encoding === 'utf8' ? { text: value } : { base64: base64OfHex(hex ?? value) };
}

const base64OfHex = (hex: string): string => btoa(hex.match(/../g)?.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join('') ?? '');

export type JsonCheck = { readonly kind: 'json' } | { readonly kind: 'none' } | { readonly kind: 'broken'; readonly says: string };

/** `was`: whether it was JSON before, so that a text which never was is not called broken. */
export function checkJson(text: string | null, was: boolean): JsonCheck {
  if (text === null) return { kind: 'none' };
  try {
    JSON.parse(text);
    return { kind: 'json' };
  } catch (error) {
    return was || /^\s*[[{]/.test(text) ? { kind: 'broken', says: error instanceof Error ? error.message : String(error) } : { kind: 'none' };
  }
}
