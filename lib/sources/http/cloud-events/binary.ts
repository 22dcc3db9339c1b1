/** CloudEvents over HTTP in binary mode: attributes in `ce-*` headers, data in the body. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md */
import type { IncomingHttpHeaders } from 'node:http';
import type { Header } from '#lib/core/record.ts';
import type { CloudEvent } from '#lib/sources/http/cloud-events/cloud-event.ts';

export const isBinaryMode = (headers: IncomingHttpHeaders): boolean => headers['ce-specversion'] !== undefined;

export function readBinary(headers: IncomingHttpHeaders, body: Buffer): CloudEvent {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') attributes.set(name.slice(3), attributeText(value));
  }
  return { attributes, contentType: headers['content-type'] ?? null, data: body.length === 0 ? null : body, headers: traceHeaders(headers) };
}

/** Node gives header bytes as Latin-1; the binding quotes and percent-encodes (3.1.3.2), and some senders write UTF-8 as it is. */
function attributeText(value: string): string {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  const bytes = quoted === undefined ? value : quoted.replaceAll(/\\(.)/gs, '$1');
  const decoded = bytes.replaceAll(/%([0-9a-f]{2})/gi, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(decoded, 'latin1').toString('utf8');
}

/** The span that sent the request. Only for requests with one event: in a batch it would name all of them. */
export function traceHeaders(headers: IncomingHttpHeaders): readonly Header[] {
  return TRACE_HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [{ name, value: Buffer.from(value, 'latin1') }] : [];
  });
}

const TRACE_HEADERS = ['traceparent', 'tracestate', 'baggage'] as const;
