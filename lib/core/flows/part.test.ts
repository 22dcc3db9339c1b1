import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePart, type PartNode } from '#lib/core/flows/part.ts';

const node = (id: string, causes: readonly string[] = [], more: Partial<PartNode> = {}): PartNode => ({ id, causes, time: 0, wanted: 0, place: 'one', ...more });
const chosen = (nodes: readonly PartNode[], limit: number): string => [...choosePart(nodes, limit)].toSorted().join(' ');

describe('the part of a flow that is shown', () => {
  it('is all of it where it fits', () => expect(chosen([node('a'), node('b', ['a'])], 2)).toBe('a b'));

  it('goes by depth, then by time', () => {
    const nodes = [node('root'), node('late', ['root'], { time: 9 }), node('early', ['root'], { time: 1 }), node('deep', ['early'], { time: 2 })];
    expect(chosen(nodes, 2)).toBe('early root');
    expect(chosen(nodes, 3)).toBe('early late root');
  });

  it('shows an error far down with all that led to it, and leaves out what is nearer', () => {
    const chain = [node('c0'), ...Array.from({ length: 4 }, (_, at) => node(`c${at + 1}`, [`c${at}`], { wanted: at === 3 ? 2 : 0 }))];
    const wide = Array.from({ length: 50 }, (_, at) => node(`w${at}`, ['c0']));
    expect(chosen([...wide, ...chain], 10)).toContain('c0 c1 c2 c3 c4');
  });

  it('takes an error before what the time went into', () => {
    const path = Array.from({ length: 9 }, (_, at) => node(`p${at}`, at === 0 ? [] : [`p${at - 1}`], { wanted: 1 }));
    expect(choosePart([...path, node('q', ['p0']), node('failed', ['q'], { wanted: 2 })], 6)).toContain('failed');
  });

  it('leaves an error out that has too much behind it, and still fills up', () => {
    const chain = [node('c0'), ...Array.from({ length: 40 }, (_, at) => node(`c${String(at + 1).padStart(2, '0')}`, [at === 0 ? 'c0' : `c${String(at).padStart(2, '0')}`], { wanted: at === 39 ? 2 : 0 }))];
    expect(chosen(chain, 4)).toBe('c0 c01 c02 c03');
  });

  it('shows one record of each place', () => {
    const nodes = [node('a'), ...Array.from({ length: 20 }, (_, at) => node(`b${at}`, ['a'])), node('far', ['b7'], { place: 'another' })];
    expect(choosePart(nodes, 6)).toContain('far');
  });

  it('opens a circle at its earliest record', () => {
    const circle = [node('a', ['c'], { time: 1 }), node('b', ['a'], { time: 2 }), node('c', ['b'], { time: 3 })];
    expect(chosen(circle, 2)).toBe('a b');
  });
});

/** Up to 60 nodes that may name each other as causes, themselves and what is not there included, with circles. */
const graphs = fc.array(fc.record({ causes: fc.array(fc.nat(70), { maxLength: 3 }), time: fc.nat(20), wanted: fc.constantFrom(0 as const, 1 as const, 2 as const), place: fc.constantFrom('a', 'b', 'c') }), { maxLength: 60 }).map((sketches) => sketches.map(({ causes, ...rest }, at): PartNode => ({ ...rest, id: `n${at}`, causes: causes.map((cause) => `n${cause}`) })));
/** The same, of which each names only earlier ones: no circle. */
const forests = graphs.map((nodes) => nodes.map((each, at) => ({ ...each, causes: each.causes.filter((cause) => Number(cause.slice(1)) < at) })));

describe('whatever the flow', () => {
  it('is as large as it may be and not larger', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 60 }), (nodes, limit) => {
        expect(choosePart(nodes, limit).size).toBe(Math.min(nodes.length, limit));
      }),
    );
  });

  it('is a whole tree: what led to a record that is shown is shown', () => {
    fc.assert(
      fc.property(forests, fc.integer({ min: 1, max: 60 }), (nodes, limit) => {
        const part = choosePart(nodes, limit);
        const known = new Set(nodes.map(({ id }) => id));
        for (const { id, causes } of nodes) if (part.has(id)) expect(causes.filter((cause) => known.has(cause) && !part.has(cause))).toEqual([]);
      }),
    );
  });

  it('is the same in whatever order the facts come', () => {
    const shuffled = graphs.chain((nodes) => fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length, maxLength: nodes.length })));
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 1, max: 60 }), ([nodes, again], limit) => {
        expect(choosePart(again, limit)).toEqual(choosePart(nodes, limit));
      }),
    );
  });
});
