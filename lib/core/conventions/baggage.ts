/** W3C Baggage: https://www.w3.org/TR/baggage/ */
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import type { Note } from '#lib/core/conventions/notes.ts';
import { quoted } from '#lib/core/conventions/notes.ts';

/** The specification asks for 64 members in 8,192 bytes; far more than that is not read. */
const LONGEST_BAGGAGE = 32_768;

/** Members by name, percent-decoded, properties after `;` dropped. Of a repeated name the last counts. A malformed member is left out with a note. */
export function parseBaggage(text: string, note: Note): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  if (text.length > LONGEST_BAGGAGE) {
    note(`baggage of ${text.length} characters was not read (at most ${LONGEST_BAGGAGE})`);
    return members;
  }
  for (const member of text.split(',')) {
    const pair = member.split(';', 1)[0]!.trim();
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    const value = equals > 0 ? percentDecoded(pair.slice(equals + 1).trim()) : null;
    if (name === '' || value === null) note(`baggage member ${quoted(pair)} is malformed`);
    else members.set(name, value);
  }
  return members;
}

/** All members of all `baggage` headers: several are read as one list. */
export function readBaggage({ headers, note }: EventInput): ReadonlyMap<string, string> {
  const texts = headers.all('baggage');
  return texts.length === 0 ? new Map() : parseBaggage(texts.join(','), note);
}

export function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // decodeURIComponent's only way to say "malformed"
  }
}
