/** A text of any length cut into what can be shown as rows, and found in. */
export interface Piece {
  readonly start: number;
  /** Exclusive; without the line feed. */
  readonly end: number;
}

/** A longer line goes on in the next piece. In characters. */
const LONGEST_PIECE = 400;

export function piecesOf(text: string, longest = LONGEST_PIECE): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    for (let at = start; ; ) {
      const next = Math.min(end, wholeCharacter(text, at + longest));
      pieces.push({ start: at, end: next });
      at = next;
      if (at >= end) break;
    }
    start = end + 1;
  }
  return pieces;
}

/** A pair of surrogates is not taken apart. */
const wholeCharacter = (text: string, at: number): number => (/[\ud800-\udbff]/.test(text[at - 1] ?? '') ? at + 1 : at);

/** The piece that a place of the text is in. */
export function pieceAt(pieces: readonly Piece[], place: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.start <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** More places are not walked through one by one. */
const MOST_PLACES = 10_000;

/** Where a text stands in another, whatever its case. */
export function findInText(text: string, wanted: string, most = MOST_PLACES): { readonly list: readonly number[]; readonly more: boolean } {
  const [low, needle] = [text.toLowerCase(), wanted.toLowerCase()];
  const list: number[] = [];
  if (needle === '' || low.length !== text.length) return { list: needle === '' ? [] : exactly(text, wanted, most), more: false };
  for (let at = low.indexOf(needle); at !== -1; at = low.indexOf(needle, at + needle.length)) {
    if (list.length === most) return { list, more: true };
    list.push(at);
  }
  return { list, more: false };
}

/** Some letters change their length with their case: then only the same case is found. */
function exactly(text: string, wanted: string, most: number): number[] {
  const list: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1 && list.length < most; at = text.indexOf(wanted, at + wanted.length)) list.push(at);
  return list;
}
