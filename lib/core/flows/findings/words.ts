/** How findings name things. Texts from messages are cut: a sentence must stay one. */
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

const LONGEST = 120;

export const short = (text: string): string => {
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  return line.length > LONGEST || line.length < text.trimEnd().length ? `${line.slice(0, LONGEST)}…` : line;
};

/** Its type, else that it is a message. */
export const nameOf = ({ reading }: KnownEvent): string => (reading.type === null ? 'a message' : short(reading.type));

/** As people find it again: `orders 3 · 8841`. */
export const placeOf = ({ at }: KnownEvent): string => `${at.topic} ${at.partition} · ${at.offset}`;

export const spanName = ({ span }: TracedSpan): string => `${short(span.service)} ${short(span.name)}`;

/** Names of services, groups and types keep their case, also where one stands first. */
export const sentence = (text: string): string => `${text.startsWith('a message') ? `A${text.slice(1)}` : text}.`;

export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

const NUMBERS = ['', 'once', 'twice'];
export const times = (number: number): string => NUMBERS[number] ?? `${number} times`;

/** `a, b and c`; beyond `most` their number. */
export function list(words: readonly string[], most = 3): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const UNITS: readonly (readonly [name: string, micros: number])[] = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['µs', 1],
];

/** Two digits and a bit: `2.98 s`, `61 ms`, `2.5 h`. */
export function duration(micros: number): string {
  const length = Math.abs(micros);
  const [name, unit] = UNITS.find(([, each]) => length >= each) ?? ['µs', 1];
  const value = length / unit;
  return `${Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0))} ${name}`;
}

export const bytes = (size: number): string => (size >= 1_048_576 ? `${Number((size / 1_048_576).toFixed(2))} MiB` : `${Math.round(size / 1024)} KiB`);
