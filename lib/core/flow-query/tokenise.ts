/**
 * A query as tokens with spaces between: `name:value`, `name:a,b`, `-name:value`, or a free word. `"…"` keeps spaces, commas and
 * colons in a value, also in the middle of one; within it `\"` is a quote and `\\` a backslash.
 */

export interface Piece {
  /** Without its quotes. */
  readonly text: string;
  readonly from: number;
  /** Behind its last character, a quote included. */
  readonly to: number;
}

export interface Token {
  readonly from: number;
  readonly to: number;
  /** Null for a free word. */
  readonly name: string | null;
  readonly negated: boolean;
  /** At least one; what stands between commas. Of a free word always one. */
  readonly values: readonly Piece[];
  /** A quote begins here and does not end. */
  readonly openQuote: number | null;
}

/** `http://…` is an address, no field. `key.` goes before the name of a key that is none of its own: `key.status:4711`. */
const NAMED = /^(-?)(key\.[^\s":,]+|[A-Za-z_][\w.-]*):(?!\/\/)/i;

/** Whether this text, unquoted, would be read as something else than one free word. */
export const readsAsField = (text: string): boolean => NAMED.test(text);

export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at]!)) at++;
    if (at >= text.length) return tokens;
    const token = readToken(text, at);
    tokens.push(token);
    at = token.to;
  }
}

function readToken(text: string, from: number): Token {
  const named = NAMED.exec(text.slice(from, from + 300));
  const values: Piece[] = [];
  let at = from + (named?.[0].length ?? 0);
  let openQuote: number | null = null;
  for (;;) {
    const { piece, opened } = readPiece(text, at, named !== null);
    values.push(piece);
    openQuote ??= opened;
    at = piece.to;
    if (text[at] !== ',' || named === null) break;
    at++;
  }
  return { from, to: at, name: named?.[2] ?? null, negated: named?.[1] === '-', values, openQuote };
}

function readPiece(text: string, from: number, commaEnds: boolean): { piece: Piece; opened: number | null } {
  let value = '';
  let at = from;
  let opened: number | null = null;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (opened !== null && character === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) value += text[++at];
    else if (character === '"') opened = opened === null ? at : null;
    else if (opened === null && (isSpace(character) || (commaEnds && character === ','))) break;
    else value += character;
  }
  return { piece: { text: value, from, to: at }, opened };
}

const isSpace = (character: string): boolean => /\s/.test(character);
