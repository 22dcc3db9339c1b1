/** The kinds of value that a setting can have. Each says what is wrong with a value in plain words; secrets are never repeated. */
import { resolve } from 'node:path';
import { z } from 'zod';

export type Read<T> = (text: string) => T | { readonly problem: string };

const isProblem = <T>(read: T | { readonly problem: string }): read is { readonly problem: string } =>
  typeof read === 'object' && read !== null && 'problem' in read;

/** A setting that may be left out: it is then `fallback`. */
export function optional<T, F>(read: Read<T>, example: string, fallback: F) {
  return z
    .string()
    .optional()
    .transform((text, context): T | F => {
      if (text === undefined) return fallback;
      const value = read(text);
      if (!isProblem(value)) return value;
      context.addIssue({ code: 'custom', message: value.problem });
      return z.NEVER;
    })
    .meta({ example });
}

/** A setting that must be there; `why` completes "is not set: …". */
export function required<T>(read: Read<T>, example: string, why: string) {
  return z
    .string()
    .optional()
    .transform((text, context): T => {
      const value = text === undefined ? { problem: `is not set: ${why}` } : read(text);
      if (!isProblem(value)) return value;
      context.addIssue({ code: 'custom', message: value.problem });
      return z.NEVER;
    })
    .meta({ example });
}

export const text: Read<string> = (value) => value;

/** Absolute, seen from the working folder. */
export const path: Read<string> = (value) => resolve(value);

export const integer =
  (min: number, max: number, unit: string): Read<number> =>
  (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : { problem: `"${value}" is not a whole number of ${unit} from ${min} to ${max}` };
  };

export const port: Read<number> = (value) => {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return number >= 1 && number <= 65_535 ? number : { problem: `"${value}" is not a port from 1 to 65535` };
};

/** A port; 0 turns the listener off, which is told as null. */
export const portOrOff: Read<number | null> = (value) => {
  if (value === '0') return null;
  const number = port(value);
  return typeof number === 'number' ? number : { problem: `"${value}" is neither a port from 1 to 65535 nor 0, which turns it off` };
};

/** A host name or an address to listen on, without a port. IPv6 addresses may stand in brackets, which are taken off. */
export const host: Read<string> = (value) => {
  const bare = value.replace(/^\[(.*)\]$/, '$1');
  const isName = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(bare);
  const isIpv6 = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(%\w+)?$/i.test(bare);
  return isName || isIpv6 ? bare : { problem: `"${value}" is not a host name or an address` };
};

export const flag: Read<boolean> = (value) => {
  if (/^(true|yes|on|1)$/i.test(value)) return true;
  if (/^(false|no|off|0)$/i.test(value)) return false;
  return { problem: `"${value}" is neither true nor false` };
};

export const oneOf =
  <const Choice extends string>(...choices: readonly Choice[]): Read<Choice> =>
  (value) =>
    choices.find((choice) => choice === value.toLowerCase()) ?? { problem: `"${value}" is none of ${choices.join(', ')}` };

export const url =
  (...schemes: readonly string[]): Read<string> =>
  (value) =>
    URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1))
      ? value
      : // The value may hold a password, so it is not repeated.
        { problem: `is not a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}` };

/** A shared secret that travels in a header and a cookie. */
export const token: Read<string> = (value) =>
  /^[\x21-\x7e]+$/.test(value) ? value : { problem: 'has spaces or characters beyond ASCII, which no header can carry' };

/** `host:port`, separated by commas. */
export const brokers: Read<string[]> = (value) => {
  const list = split(value);
  const wrong = list.filter((broker) => !isBroker(broker));
  if (list.length === 0) return { problem: 'names no broker' };
  return wrong.length === 0 ? list : { problem: `"${wrong.join(', ')}" is not host:port` };
};

export const isBroker = (broker: string): boolean => {
  const digits = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/i.exec(broker)?.[1];
  return digits !== undefined && Number(digits) >= 1 && Number(digits) <= 65_535;
};

export type NamePattern = string | RegExp;

/** Exact names and `/regular expressions/`, separated by commas; a comma inside an expression belongs to it. */
export const namePatterns: Read<NamePattern[]> = (value) => {
  const patterns: NamePattern[] = [];
  for (const item of value.match(/\s*\/(?:\\.|[^/\\])*\/[a-z]*\s*(?=,|$)|[^,]+/gi) ?? []) {
    if (item.trim() === '') continue;
    const pattern = namePattern(item.trim());
    if (isProblem(pattern)) return pattern;
    patterns.push(pattern);
  }
  return patterns;
};

export function namePattern(item: string): NamePattern | { readonly problem: string } {
  if (!item.startsWith('/')) return item;
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(item) ?? [];
  if (source === undefined) return { problem: `"${item}" starts like a regular expression and does not end with /` };
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return { problem: `"${item}" is not a regular expression: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const split = (value: string): string[] => value.split(',').map((item) => item.trim()).filter((item) => item !== '');
