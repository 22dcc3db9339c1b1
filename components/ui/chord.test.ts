import { describe, expect, it } from 'vitest';
import { chordOf, endsIn, isSingleKey, keyCaps, type Pressed } from '#components/ui/chord.ts';

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, altGraph: false, ...held });

describe('chordOf', () => {
  it.each([
    ['a letter', press('f'), 'f'],
    ['a letter under caps lock', press('F'), 'f'],
    ['a letter with Shift', press('F', { shiftKey: true }), 'shift+f'],
    ['a sign that Shift writes', press('?', { shiftKey: true }), '?'],
    ['plus, which is a sign of this notation too', press('+', { shiftKey: true }), '+'],
    ['a bracket that AltGr writes, told as Ctrl with Alt', press('[', { ctrlKey: true, altKey: true, altGraph: true }), '['],
    ['a named key with Shift', press('ArrowLeft', { shiftKey: true }), 'shift+ArrowLeft'],
    ['space', press(' '), 'Space'],
    ['Ctrl', press('k', { ctrlKey: true }), 'mod+k'],
    ['⌘ where there is no Mac', press('k', { metaKey: true }), null],
    ['Alt', press('f', { altKey: true }), null],
    ['a modifier alone', press('Shift', { shiftKey: true }), null],
  ])('%s', (_, pressed, chord) => expect(chordOf(pressed, false)).toBe(chord));

  it('⌘ on a Mac', () => {
    expect(chordOf(press('k', { metaKey: true }), true)).toBe('mod+k');
    expect(chordOf(press('k', { ctrlKey: true }), true)).toBeNull();
  });
});

it('finds a sequence at the end of what was pressed', () => {
  expect(endsIn(['x', 'g', 'f'], 'g f')).toBe(true);
  expect(endsIn(['g', 'x', 'f'], 'g f')).toBe(false);
  expect(endsIn(['f'], 'g f')).toBe(false);
  expect(endsIn(['g', 'f'], 'f')).toBe(true);
});

it.each([['f', true], ['g f', true], ['+', true], ['shift+f', true], ['mod+k', false], ['Escape', false]])('whether %s is single keys', (shortcut, single) => expect(isSingleKey(shortcut)).toBe(single));

it.each([['mod+k', ['Ctrl K'], ['⌘K']], ['g f', ['g', 'f'], ['g', 'f']], ['shift+ArrowLeft', ['⇧←'], ['⇧←']], ['+', ['+'], ['+']], ['Escape', ['Esc'], ['Esc']]])('shows %s', (shortcut, pc, mac) => {
  expect(keyCaps(shortcut, false)).toEqual(pc);
  expect(keyCaps(shortcut, true)).toEqual(mac);
});
