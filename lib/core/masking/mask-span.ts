import { maskContent } from '#lib/core/masking/mask-content.ts';
import { maskValue } from '#lib/core/masking/mask-text.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import { Secrets } from '#lib/core/masking/secrets.ts';
import type { Attributes, AttributeValue, SpanRecord } from '#lib/core/record.ts';

/** Masks spans of one batch: a resource that they share stays one object. */
export function maskSpans(spans: readonly SpanRecord[], masking: Masking): readonly SpanRecord[] {
  const resources = new Map<Attributes, Attributes>();
  return spans.map((span) => {
    let resource = resources.get(span.resource);
    if (resource === undefined) resources.set(span.resource, (resource = maskAttributes(span.resource, masking, new Secrets())));
    return maskSpan(span, resource, masking);
  });
}

function maskSpan(span: SpanRecord, resource: Attributes, masking: Masking): SpanRecord {
  const secrets = new Secrets();
  const attributes = maskAttributes(span.attributes, masking, secrets);
  const events = span.events.map((event) => ({ ...event, attributes: maskAttributes(event.attributes, masking, secrets) }));
  const links = span.links.map((link) => ({ ...link, attributes: maskAttributes(link.attributes, masking, secrets) }));
  const text = (value: string): string => masking.text(secrets.size > 0 ? secrets.scrub(value) : value);
  const service = resource['service.name'];
  return {
    ...span,
    name: text(span.name),
    statusMessage: text(span.statusMessage),
    traceState: text(span.traceState),
    scope: text(span.scope),
    service: span.resource === resource || typeof service !== 'string' || service === '' ? text(span.service) : service,
    resource,
    attributes: scrubAttributes(attributes, secrets),
    events: events.map((event) => ({ ...event, name: text(event.name), attributes: scrubAttributes(event.attributes, secrets) })),
    links: links.map((link) => ({ ...link, attributes: scrubAttributes(link.attributes, secrets) })),
  };
}

function maskAttributes(attributes: Attributes, masking: Masking, secrets: Secrets, path = ''): Attributes {
  let changed = false;
  const entries = Object.entries(attributes).map(([name, value]): [string, AttributeValue] => {
    const masked = isNamed(path + name, masking) ? hide(value, masking, secrets) : maskAttribute(value, masking, secrets, `${path}${name}.`);
    const maskedName = masking.text(name);
    changed ||= masked !== value || maskedName !== name;
    return [maskedName, masked];
  });
  return changed ? Object.fromEntries(entries) : attributes;
}

/** A header that is masked is masked too where an agent notes it as an attribute, with `-` written as `_` by some. */
function isNamed(name: string, { attributeNames, headerNames }: Masking): boolean {
  if (attributeNames.has(name)) return true;
  const header = headerNames.size === 0 ? undefined : /^(?:http\.(?:request|response)|messaging|rpc\.grpc\.request)\.(?:header|metadata)\.(.+)$/.exec(name)?.[1];
  return header !== undefined && (headerNames.has(header) || headerNames.has(header.replaceAll('_', '-')));
}

/** Everything in the value, each scalar for itself, so that equal ones stay equal. */
function hide(value: AttributeValue, masking: Masking, secrets: Secrets): AttributeValue {
  if (value === null || value === '') return value;
  if (typeof value !== 'object') return mask(String(value), masking, secrets);
  if (isList(value)) return value.map((item) => hide(item, masking, secrets));
  if ('map' in value) return { map: Object.fromEntries(Object.entries(value.map).map(([name, item]) => [masking.text(name), hide(item, masking, secrets)])) };
  return mask('int' in value ? value.int : Buffer.from(value.bytes, 'base64').toString('latin1'), masking, secrets);
}

function mask(value: string, { patterns, hash }: Masking, secrets: Secrets): string {
  const masked = maskValue(value, patterns, hash);
  secrets.add(value, masked);
  return masked;
}

/** By patterns; maps may name parts that a rule names with dots between. */
function maskAttribute(value: AttributeValue, masking: Masking, secrets: Secrets, path: string): AttributeValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return textOf(value, masking);
  if (typeof value === 'number') {
    const digits = Number.isInteger(value) ? BigInt(value).toString() : String(value);
    return masking.text(digits) === digits ? value : maskValue(digits, masking.patterns, masking.hash);
  }
  if (isList(value)) {
    const items = value.map((item) => maskAttribute(item, masking, secrets, path));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if ('map' in value) {
    const map = maskAttributes(value.map, masking, secrets, path);
    return map === value.map ? value : { map };
  }
  if ('int' in value) return masking.text(value.int) === value.int ? value : maskValue(value.int, masking.patterns, masking.hash);
  const bytes = Buffer.from(value.bytes, 'base64');
  const masked = maskContent(bytes, null, masking.content);
  return masked.state === 'same' ? value : { bytes: Buffer.from(masked.state === 'masked' ? masked.bytes : '').toString('base64') };
}

/** Attributes hold payloads too (`messaging.message.body`, `db.query.text`): what points into JSON points into theirs. */
function textOf(value: string, { content }: Masking): string {
  if (content.patterns.length === 0 && content.pointers.children.size === 0 && content.pointers.any === null) return value;
  const bytes = Buffer.from(value, 'utf8');
  const masked = maskContent(bytes, null, content);
  if (masked.state === 'same') return value;
  return masked.state === 'masked' ? Buffer.from(masked.bytes).toString('utf8') : maskValue(value, content.patterns, content.hash);
}

const isList = (value: AttributeValue): value is readonly AttributeValue[] => Array.isArray(value);

function scrubAttributes(attributes: Attributes, secrets: Secrets): Attributes {
  if (secrets.size === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, scrubAttribute(value, secrets)]));
}

function scrubAttribute(value: AttributeValue, secrets: Secrets): AttributeValue {
  if (typeof value === 'string') return secrets.scrub(value);
  if (isList(value)) return value.map((item) => scrubAttribute(item, secrets));
  return typeof value === 'object' && value !== null && 'map' in value ? { map: scrubAttributes(value.map, secrets) } : value;
}
