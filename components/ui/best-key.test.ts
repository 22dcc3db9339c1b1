import { expect, test } from 'vitest';
import { bestKey } from '#components/ui/best-key.ts';

const trace = { kind: 'trace', value: 't' } as const;
const business = { kind: 'business', name: 'orderId', value: '1' } as const;
const made = { kind: 'correlation', value: '0a8dbe2a-45b6-4a4f-9f7d-0d5f3c1f9a01' } as const;
const correlation = { kind: 'correlation', value: 'ord-1' } as const;

test.each([
  [[trace, business, correlation], correlation],
  [[trace, made, business], business],
  [[trace, made], made],
  [[trace, business], business],
  [[trace], trace],
  [[], null],
] as const)('of case %#, the one that people know', (keys, best) => expect(bestKey({ keys: [...keys] })).toEqual(best));
