import { textFromBytes } from '#lib/core/utf8.ts';
import { maskContent, type ContentRules } from '#lib/core/masking/mask-content.ts';
import { maskValue } from '#lib/core/masking/mask-text.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import { emptyNode } from '#lib/core/masking/pointer-tree.ts';
import { Secrets } from '#lib/core/masking/secrets.ts';
import { isTraceContext } from '#lib/core/masking/trace-headers.ts';
import type { EventRecord, Header, MaskedPayload } from '#lib/core/record.ts';

const NOTHING = new Uint8Array();

/** The record as it may be stored: the same object where no rule hits anything in it. */
export function maskEvent(record: EventRecord, masking: Masking): EventRecord {
  const rules = new Set<string>();
  const secrets = new Secrets();
  const payload = maskPayload(record, masking, secrets);
  let headers = maskHeaders(record.headers, masking, rules, secrets);
  let key = maskKey(record.key, masking, rules, secrets);
  if (secrets.size > 0) {
    const before = [key, headers] as const;
    key = scrubbed(key, secrets);
    headers = mapChanged(headers, (header) => {
      const value = scrubbed(header.value, secrets);
      return value === header.value ? header : { ...header, value };
    });
    if (key !== before[0] || headers !== before[1]) rules.add('repeats of what is masked elsewhere in it');
  }
  if (payload === null && headers === record.headers && key === record.key) return record;
  return { ...record, key, headers, value: payload?.value ?? record.value, masked: { payload: payload?.masked ?? null, rules: [...rules] } };
}

/** Null where nothing is masked in it. */
function maskPayload({ at, value, headers }: EventRecord, masking: Masking, secrets: Secrets): { readonly value: Uint8Array; readonly masked: MaskedPayload } | null {
  if (value === null) return null;
  const common = () => ({ size: value.length, digest: masking.hash.digest(value) });
  if (masking.isPayloadOff(at.topic)) return { value: NOTHING, masked: { ...common(), state: 'off', rules: [`payloads of ${masking.text(at.topic)} are off`] } };
  const content = maskContent(value, contentTypeOf(headers), contentRules(headers, masking));
  if (content.state === 'same') return null;
  if (content.state === 'unreadable') return { value: NOTHING, masked: { ...common(), state: 'unreadable', rules: [content.reason] } };
  for (const [secret, mask] of content.secrets) secrets.add(secret, mask);
  return { value: content.bytes, masked: { ...common(), state: 'masked', rules: content.rules } };
}

/** A CloudEvent that came over HTTP, or in binary mode, has its data as its value: what points below `/data` means that. Who leaves `specversion` out is read as one too. */
function contentRules(headers: readonly Header[], { content, dataContent }: Masking): ContentRules {
  return headers.some(({ name }) => /^ce[_-](?:specversion|id|source)$/i.test(name)) ? dataContent : content;
}

export function contentTypeOf(headers: readonly Header[]): string | null {
  const value = headers.findLast(({ name, value: bytes }) => bytes !== null && /^content-?type$/i.test(name))?.value ?? null;
  return value === null ? null : textFromBytes(value)?.trim() || null;
}

function maskKey(key: Uint8Array | null, { content }: Masking, rules: Set<string>, secrets: Secrets): Uint8Array | null {
  if (key === null) return null;
  const masked = maskContent(key, null, content);
  if (masked.state === 'same') return key;
  if (masked.state === 'unreadable') {
    rules.add(`key: ${masked.reason}`);
    return Buffer.from(maskValue(Buffer.from(key).toString('latin1'), content.patterns, content.hash));
  }
  for (const rule of masked.rules) rules.add(`key: ${rule}`);
  for (const [secret, mask] of masked.secrets) secrets.add(secret, mask);
  return masked.bytes;
}

function maskHeaders(headers: readonly Header[], masking: Masking, rules: Set<string>, secrets: Secrets): readonly Header[] {
  const { headerNames, content, hash } = masking;
  const inText: ContentRules = { ...content, pointers: NO_POINTERS, envelope: NO_POINTERS };
  const hide = (value: Uint8Array): Uint8Array => {
    const text = textFromBytes(value) ?? Buffer.from(value).toString('latin1');
    const mask = maskValue(text, content.patterns, hash);
    secrets.add(text, mask);
    return Buffer.from(mask);
  };
  return mapChanged(headers, (header) => {
    const { name, value } = header;
    if (headerNames.has(name)) {
      if (value === null || value.length === 0) return header;
      rules.add(`header ${name}`);
      return { name, value: hide(value) };
    }
    if (content.patterns.length === 0 || (value !== null && isTraceContext(name, value))) return header;
    const maskedName = masking.text(name);
    const masked = value === null ? null : maskContent(value, null, inText);
    if (maskedName === name && (masked === null || masked.state === 'same')) return header;
    if (masked?.state === 'masked') for (const rule of masked.rules) rules.add(`header ${maskedName}: ${rule}`);
    if (masked?.state === 'unreadable') rules.add(`header ${maskedName}: ${masked.reason}`);
    return { name: maskedName, value: masked?.state === 'masked' ? masked.bytes : masked?.state === 'unreadable' ? hide(value!) : value };
  });
}
const NO_POINTERS = emptyNode();

function scrubbed(value: Uint8Array | null, secrets: Secrets): Uint8Array | null {
  const text = value === null ? null : textFromBytes(value);
  if (text === null) return value;
  const clean = secrets.scrub(text);
  return clean === text ? value : Buffer.from(clean, 'utf8');
}

/** The same list where no item changed. */
function mapChanged<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const changed = items.map(change);
  return changed.some((item, index) => item !== items[index]) ? changed : items;
}
