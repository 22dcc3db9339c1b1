/** From what an encoding spells to a span record, or to the reason why it is none. */
import { brand } from '#lib/core/brand.ts';
import { parseSpanId, parseTraceId, type SpanId } from '#lib/core/ids.ts';
import type { Attributes, SpanEvent, SpanKind, SpanLink, SpanRecord } from '#lib/core/record.ts';
import type { NanosText } from '#lib/core/time.ts';
import { SpanRefused } from '#lib/sources/otlp/attribute-value.ts';

/** Ids are hex of any length and case, empty where absent; enumerations are OTLP's numbers. */
export interface SpanDraft {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  flags: number;
  name: string;
  kind: number;
  startNanos: NanosText;
  endNanos: NanosText;
  attributes: Attributes;
  events: SpanEvent[];
  links: LinkDraft[];
  droppedLinks: number;
  statusMessage: string;
  statusCode: number;
}

export interface LinkDraft {
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** What the spans of one scope share. */
export interface SpanContext {
  readonly service: string;
  readonly resource: Attributes;
  readonly scope: string;
}

export const emptyDraft = (): SpanDraft => ({
  traceId: '',
  spanId: '',
  parentSpanId: '',
  traceState: '',
  flags: 0,
  name: '',
  kind: 0,
  startNanos: ZERO,
  endNanos: ZERO,
  attributes: {},
  events: [],
  links: [],
  droppedLinks: 0,
  statusMessage: '',
  statusCode: 0,
});

const ZERO = brand<NanosText>('0');

/** Throws `SpanRefused` where an id is not what the specification allows. An end before the start is kept as it is. */
export function finishSpan(draft: SpanDraft, context: SpanContext): SpanRecord {
  const traceId = parseTraceId(draft.traceId);
  if (traceId === null) throw new SpanRefused(`the trace id ${shown(draft.traceId)} is not 16 bytes, or all zero`);
  const spanId = parseSpanId(draft.spanId);
  if (spanId === null) throw new SpanRefused(`the span id ${shown(draft.spanId)} is not 8 bytes, or all zero`);
  const links = draft.links.map(finishLink).filter((link) => link !== null);
  return {
    traceId,
    spanId,
    parentSpanId: finishParent(draft.parentSpanId),
    name: draft.name,
    kind: KINDS[draft.kind] ?? 'internal',
    startNanos: draft.startNanos,
    endNanos: draft.endNanos,
    status: STATUSES[draft.statusCode] ?? 'unset',
    statusMessage: draft.statusMessage,
    traceState: draft.traceState,
    flags: draft.flags & 0xff, // the bits above are OTLP's own, not W3C's
    service: context.service,
    resource: context.resource,
    scope: context.scope,
    attributes: draft.attributes,
    events: draft.events,
    links,
    droppedLinks: draft.droppedLinks + (draft.links.length - links.length),
  };
}

/** Some exporters write zeros for "no parent". */
function finishParent(text: string): SpanId | null {
  if (text === '' || text === '0000000000000000') return null;
  const parent = parseSpanId(text);
  if (parent === null) throw new SpanRefused(`the parent span id ${shown(text)} is not 8 bytes`);
  return parent;
}

/** A link to nothing is counted as dropped. */
function finishLink(link: LinkDraft): SpanLink | null {
  const traceId = parseTraceId(link.traceId);
  const spanId = parseSpanId(link.spanId);
  return traceId === null || spanId === null ? null : { traceId, spanId, attributes: link.attributes };
}

const shown = (id: string): string => (id === '' ? '(absent)' : JSON.stringify(id.length > 40 ? `${id.slice(0, 40)}…` : id).toLowerCase());

/** opentelemetry.proto.trace.v1.Span.SpanKind; 0 is unspecified. */
const KINDS: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
/** opentelemetry.proto.trace.v1.Status.StatusCode */
const STATUSES = ['unset', 'ok', 'error'] as const;

/** `name@version`, or `name`. */
export const scopeText = (name: string, version: string): string => shortened(version === '' ? name : `${name}@${version}`);

/** Both are written with each trace, flow and edge that they are in. In UTF-16 code units; a name within a resource is kept whole there. */
const LONGEST_NAME = 1000;

function shortened(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, isHighSurrogate(name.charCodeAt(LONGEST_NAME - 2)) ? LONGEST_NAME - 2 : LONGEST_NAME - 1)}…`;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** The resource's `service.name`; semantic conventions ask for `unknown_service` where there is none. */
export function serviceName(resource: Attributes): string {
  const name = resource['service.name'];
  return typeof name === 'string' && name !== '' ? shortened(name) : 'unknown_service';
}
