/**
 * Trace context in headers that is what it says it is: ids in hex, now and then all digits, which a pattern must not take for a card number.
 * Names in lower case; the forms are those of docs for each (W3C Trace Context, B3, Jaeger, Datadog, Elastic APM, Amazon X-Ray).
 */
const FORMS: Readonly<Record<string, RegExp>> = {
  traceparent: /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/i,
  ce_traceparent: /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/i,
  b3: /^(?:[0-9a-f]{32}|[0-9a-f]{16})-[0-9a-f]{16}(?:-[01d](?:-[0-9a-f]{16})?)?$/i,
  'x-b3-traceid': /^(?:[0-9a-f]{32}|[0-9a-f]{16})$/i,
  'x-b3-spanid': /^[0-9a-f]{16}$/i,
  'x-b3-parentspanid': /^[0-9a-f]{16}$/i,
  'uber-trace-id': /^[0-9a-f]{1,32}:[0-9a-f]{1,16}:[0-9a-f]{1,16}:[0-9a-f]{1,2}$/i,
  'x-datadog-trace-id': /^\d{1,20}$/,
  'x-datadog-parent-id': /^\d{1,20}$/,
  'x-datadog-tags': /^(?:_dd\.p\.[a-z]{1,8}=-?[0-9a-z]{1,16}(?:,|$)){1,4}$/i,
  'elastic-apm-traceparent': /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/i,
  'x-amzn-trace-id': /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}(?:;Parent=[0-9a-f]{16})?(?:;Sampled=[01])?$/,
  awstraceheader: /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}(?:;Parent=[0-9a-f]{16})?(?:;Sampled=[01])?$/,
};

export const isTraceContext = (name: string, value: Uint8Array): boolean =>
  value.length <= 100 && (FORMS[name.toLowerCase()]?.test(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')) ?? false);
