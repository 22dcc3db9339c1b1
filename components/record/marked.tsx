import { visibleText } from '#components/ui/visible-text.ts';

/** More marks in one text are of no use, and each is an element. */
const MOST_MARKS = 200;

/** Text from a broker with what was looked for marked in it, whatever its case. */
export function Marked({ text, wanted, lines = false }: { text: string; wanted: string; lines?: boolean }) {
  const shown = visibleText(text, { lines });
  const needle = visibleText(wanted, { lines }).toLowerCase();
  const low = shown.toLowerCase();
  // Some letters change their length with their case: then places in one are none in the other.
  if (needle === '' || low.length !== shown.length) return <bdi>{shown}</bdi>;
  const parts = [];
  let from = 0;
  for (let at = low.indexOf(needle); at !== -1 && parts.length < MOST_MARKS; at = low.indexOf(needle, from)) {
    parts.push(shown.slice(from, at), <mark key={at} className="rounded-[2px] bg-warn-soft text-warn">{shown.slice(at, at + needle.length)}</mark>);
    from = at + needle.length;
  }
  return <bdi>{[...parts, shown.slice(from)]}</bdi>;
}
