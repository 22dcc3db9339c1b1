/** Whether a message was stamped by the clock of the span that wrote it: spans and messages of one service can be stamped on different machines. */

/** Clients keep a message back for less than this after they stamped it, or before they do. */
const HELD_BACK_MICROS = 10_000_000;

/** Where a message's timestamp lies to the span that wrote it, both in microseconds as told: far from it, another clock told it. */
export function stampedWithin(written: number, span: { readonly start: number; readonly end: number }): 'within' | 'before' | 'after' {
  if (written > span.end + HELD_BACK_MICROS) return 'after';
  return written < span.start - HELD_BACK_MICROS ? 'before' : 'within';
}
