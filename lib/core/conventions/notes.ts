/** Takes one remark, in plain words, about something malformed that was therefore read as absent. */
export type Note = (text: string) => void;

const MOST_NOTES = 20;

/** Collects notes up to a limit, each once, so that 500 broken headers do not outweigh the message. */
export function collectNotes(): { readonly note: Note; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const note: Note = (text) => {
    if (notes.length < MOST_NOTES && !notes.includes(text)) notes.push(text);
  };
  return { note, notes };
}

/** A value as a note may quote it: short, and without control characters. */
export function quoted(value: string): string {
  const plain = printable(value);
  return plain.length > 60 ? `"${plain.slice(0, 60)}…"` : `"${plain}"`;
}

/** Well-formed text without U+0000 and the other C0 controls (tab and line ends stay), which databases and terminals refuse. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');
}
