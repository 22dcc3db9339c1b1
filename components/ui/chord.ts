/**
 * What was pressed, as text: `f`, `?`, `Escape`, `shift+ArrowLeft`, `mod+k` (⌘ on a Mac, Ctrl elsewhere).
 * A key is named by what it writes, so that `/` is `/` on every keyboard; Shift counts only where it does not change what is written.
 */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** AltGr, which Windows also tells as Ctrl with Alt: it writes `[` on many keyboards. */
  readonly altGraph: boolean;
}

const isLetter = (key: string): boolean => key.length === 1 && key.toLowerCase() !== key.toUpperCase();

/** Null for what is no chord of ours: a modifier alone, or one with Alt. */
export function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey, altGraph }: Pressed, mac: boolean): string | null {
  if (key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta' || key === 'AltGraph') return null;
  const [mod, other] = mac ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  if (!altGraph && (altKey || other)) return null;
  const name = key === ' ' ? 'Space' : isLetter(key) ? key.toLowerCase() : key;
  const shift = shiftKey && (isLetter(key) || name.length > 1);
  return `${mod && !altGraph ? 'mod+' : ''}${shift ? 'shift+' : ''}${name}`;
}

/** Whether the last chords end in this shortcut: `g f` is `g`, then `f`. */
export const endsIn = (pressed: readonly string[], shortcut: string): boolean => {
  const wanted = shortcut.split(' ');
  return wanted.every((chord, index) => pressed[pressed.length - wanted.length + index] === chord);
};

/** Of one written character, with no ⌘ or Ctrl: what speech input may type by mistake (WCAG 2.1.4). */
export const isSingleKey = (shortcut: string): boolean => shortcut.split(' ').every((chord) => chord.replace('shift+', '').length === 1);

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' };

/** A shortcut as the keys that people see on their keyboard: `mod+k` as `⌘K` or `Ctrl K`, `g f` as two. */
export const keyCaps = (shortcut: string, mac: boolean): string[] =>
  shortcut.split(' ').map((chord) => {
    const parts = chord.split(/\+(?=.)/);
    const name = parts.at(-1)!;
    const cap = SIGNS[name] ?? name;
    const shift = parts.includes('shift') ? '⇧' : '';
    if (!parts.includes('mod')) return shift + cap;
    return `${mac ? '⌘' : 'Ctrl '}${shift}${cap.toUpperCase()}`;
  });
