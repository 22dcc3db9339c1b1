/** Exports of any content, for tests of properties. */
import * as fc from 'fast-check';
import type { WireExport, WireValue } from '#lib/sources/otlp/testing/encode.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((value) => value.isWellFormed());

const { value: wireValue } = fc.letrec<{ value: WireValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('string' as const), value: text }),
    fc.record({ kind: fc.constant('bool' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('int' as const), value: fc.oneof(int64, fc.bigInt({ min: -9n, max: 9n })) }),
    fc.record({ kind: fc.constant('double' as const), value: fc.double().map((number) => (number === 0 ? 0 : number)) }),
    fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 40 }) }),
    fc.record({ kind: fc.constant('empty' as const) }),
    fc.record({ kind: fc.constant('list' as const), value: fc.array(tie('value'), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('map' as const), value: fc.array(fc.record({ key: text, value: tie('value') }), { maxLength: 4 }) }),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value: wireValue }), { maxLength: 5 });
const span = fc.record({
  traceId: fc.oneof({ weight: 9, arbitrary: bytes(16) }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) }),
  spanId: bytes(8),
  parentSpanId: fc.oneof(bytes(8), bytes(0)),
  traceState: text,
  flags: fc.nat(0xffff_ffff),
  name: text,
  kind: fc.nat(7),
  start: uint64,
  end: uint64,
  attributes,
  events: fc.array(fc.record({ time: uint64, name: text, attributes }), { maxLength: 3 }),
  links: fc.array(fc.record({ traceId: bytes(16), spanId: bytes(8), attributes }), { maxLength: 3 }),
  droppedLinks: fc.nat(0xffff_ffff),
  status: fc.record({ code: fc.nat(3), message: text }),
});
/** Everything that both encodings can say, and more of it than any SDK would. */
export const anyExports: fc.Arbitrary<WireExport[]> = fc.array(fc.record({ resource: attributes, scope: fc.record({ name: text, version: text }), spans: fc.array(span, { maxLength: 4 }) }), { maxLength: 3 });
