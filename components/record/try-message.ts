import { hexOfText } from '#components/record/hex.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';

type Header = Omit<EventDetail['headers'][number], 'meaning'>;
type Shown = Pick<EventDetail, 'coordinates' | 'key' | 'payload'> & { readonly headers: readonly Header[] };

/** The event as the settings page takes a message: its headers as JSON, bytes as hex. Of a payload that is cut, or masked, what is kept. */
export function tryMessageOf({ coordinates, key, headers, payload }: Shown): { topic: string; key: string; headers: string; payload: string } {
  return {
    topic: coordinates.topic,
    key: key === null ? '' : literal(key),
    headers: headers.length === 0 ? '' : `[\n${headers.map((header) => `  ${JSON.stringify({ name: header.name, value: headerValue(header) })}`).join(',\n')}\n]`,
    payload: payload.hex !== undefined ? `0x${payload.hex}` : literal(payload.text ?? ''),
  };
}

function headerValue({ value, encoding, hex }: Header): string | null {
  if (value === null) return null;
  if (hex !== undefined) return `0x${hex}`;
  return encoding === 'hex' ? `0x${value}` : literal(value);
}

/** Text that would be taken for hex is written as the hex of itself. */
function literal(text: string): string {
  if (!/^\s*0x[0-9a-f]*\s*$/i.test(text)) return text;
  return `0x${hexOfText(text)}`;
}
