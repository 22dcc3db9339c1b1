/** W3C Trace Context, tracestate: https://www.w3.org/TR/trace-context-2/#tracestate-header */
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';

const MOST_MEMBERS = 32;
/** Of simple keys, and of `tenant@system`. */
const KEY = /^[a-z0-9][a-z0-9_\-*/]{0,255}(?:@[a-z][a-z0-9_\-*/]{0,13})?$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** The members as they were written, of several headers together. Null where there is none; one malformed member spoils them all, as the specification says. */
export function readTracestate({ headers, note }: EventInput): string | null {
  const members = headers.all('tracestate').flatMap((text) => text.split(',')).map((member) => member.trim()).filter((member) => member !== '');
  if (members.length > MOST_MEMBERS) {
    note(`tracestate has ${members.length} members (at most ${MOST_MEMBERS})`);
    return null;
  }
  const broken = members.find((member) => !isMember(member));
  if (broken !== undefined) note(`tracestate member ${quoted(broken)} is malformed`);
  return broken !== undefined || members.length === 0 ? null : members.join(',');
}

function isMember(member: string): boolean {
  const equals = member.indexOf('=');
  return equals > 0 && KEY.test(member.slice(0, equals)) && VALUE.test(member.slice(equals + 1));
}
