/** Left-to-right and right-to-left marks, embeddings, overrides and isolates, and what has no width: they hide or reorder what stands beside them. */
const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/gu;

const picture = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
};

/**
 * Text that came from a broker, with nothing in it that cannot be seen: NUL is `␀`, a line feed `␊`, a right-to-left
 * override `[U+202E]`, half a surrogate pair `�`. `lines` keeps line feeds and tabs as they are.
 */
export function visibleText(text: string, { lines = false } = {}): string {
  return text
    .toWellFormed()
    .replace(CONTROL, (char) => (lines && (char === '\n' || char === '\t') ? char : picture(char)))
    .replace(INVISIBLE, picture);
}
