/**
 * What is typed or pasted after the palette was asked for and before it is there: on a slow connection its code is still on its way, and a person who
 * has pressed the key goes on. Meanwhile nothing else on the page hears it.
 */

/** Longer than that nobody types at nothing, and the page has its keys back. */
const PATIENCE_MS = 5_000;

let text: string | null = null;
let patience: ReturnType<typeof setTimeout> | undefined;

export function holdTyped(): void {
  if (text !== null) return;
  text = '';
  window.addEventListener('keydown', press, { capture: true });
  window.addEventListener('paste', paste, { capture: true });
  patience = setTimeout(takeTyped, PATIENCE_MS);
}

/** What was held; nothing is held from here on. */
export function takeTyped(): string {
  clearTimeout(patience);
  window.removeEventListener('keydown', press, { capture: true });
  window.removeEventListener('paste', paste, { capture: true });
  const held = text ?? '';
  text = null;
  return held;
}

function press(event: KeyboardEvent): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.key === 'Escape') return;
  // One character; else it is the name of a key.
  if (/^.$/u.test(event.key)) text += event.key;
  else if (event.key === 'Backspace') text = text?.slice(0, -1) ?? null;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function paste(event: ClipboardEvent): void {
  text += event.clipboardData?.getData('text/plain') ?? '';
  event.preventDefault();
  event.stopImmediatePropagation();
}
