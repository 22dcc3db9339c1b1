import { ServiceError } from '#lib/services/errors.ts';

/** The place after which a page continues: the sort value of the last row and its id, which makes it unique. */
export interface Cursor {
  /** What the list was sorted by: a cursor means nothing in another order. */
  readonly sort: string;
  readonly at: number;
  readonly id: string;
}

/** Opaque to callers: base64url of JSON. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.at, cursor.id])).toString('base64url');
}

/** Throws `invalid` where the text was not written by `encodeCursor` for this order. */
export function decodeCursor(text: string, sort: string): Cursor {
  const parts = parse(text);
  if (!Array.isArray(parts) || parts.length !== 3) throw refused('was not given out by this list');
  const [cursorSort, at, id] = parts as unknown[];
  if (typeof cursorSort !== 'string' || !Number.isSafeInteger(at) || typeof id !== 'string' || id.length > 200 || id.includes('\0')) {
    throw refused('was not given out by this list');
  }
  if (cursorSort !== sort) throw refused(`belongs to the order ${JSON.stringify(cursorSort.slice(0, 40))}, not ${JSON.stringify(sort)}`);
  return { sort, at: at as number, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null; // no JSON: refused by the caller
  }
}

const refused = (why: string): ServiceError =>
  new ServiceError('invalid', 'The cursor cannot be used.', { faults: [{ path: 'query.cursor', message: why }] });
