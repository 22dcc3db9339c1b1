import { describe, expect, test } from 'vitest';
import { GroupCommit, type GroupCommitOptions } from '#lib/sources/http/group-commit.ts';
import { SourceError } from '#lib/sources/source.ts';

/** Appends that the test lets go on one by one. */
function gated(options: Partial<GroupCommitOptions<string>> = {}) {
  const appends: (readonly string[])[] = [];
  const gates: (() => void)[] = [];
  const commit = new GroupCommit<string>({
    append: async (items) => {
      appends.push(items);
      await new Promise<void>((resolve) => gates.push(resolve));
      if (items.includes('poison')) throw new TypeError('this one cannot be stored');
      if (items.includes('outage')) throw new SourceError('unavailable', 'the database is away');
    },
    maxRecords: 100,
    maxBytes: 1_000,
    maxWaitingBytes: 300,
    patienceMs: 30_000,
    ...options,
  });
  const outcomes = new Map<string, string>();
  const submit = (item: string, size = { records: 1, bytes: 10 }) => {
    void commit.submit(item, size).then(
      () => outcomes.set(item, 'stored'),
      (error: Error) => outcomes.set(item, error instanceof SourceError ? error.code : error.message),
    );
  };
  /** Lets every append go on, until none is left. */
  const finish = async () => {
    for (let turn = 0; turn < 200; turn += 1) {
      gates.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { appends, outcomes, submit, finish };
}

describe('group commit', () => {
  test('a lone item is appended at once; what comes meanwhile is joined', async () => {
    const { appends, outcomes, submit, finish } = gated();
    for (const item of ['a', 'b', 'c', 'd']) submit(item);
    expect(appends).toEqual([['a']]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(outcomes.size).toBe(0);
    await finish();
    expect(appends).toEqual([['a'], ['b', 'c', 'd']]);
    expect([...outcomes.values()]).toEqual(['stored', 'stored', 'stored', 'stored']);
    submit('e');
    await finish();
    expect(appends[2]).toEqual(['e']);
  });

  test('an append is bounded in records and bytes, and one item is never too large for it', async () => {
    const { appends, submit, finish } = gated({ maxRecords: 3, maxBytes: 50, maxWaitingBytes: 10_000 });
    submit('first');
    submit('many', { records: 50, bytes: 1 });
    submit('b1', { records: 2, bytes: 1 });
    submit('b2', { records: 1, bytes: 1 });
    submit('large', { records: 1, bytes: 5_000 });
    submit('c');
    await finish();
    expect(appends).toEqual([['first'], ['many'], ['b1', 'b2'], ['large'], ['c']]);
  });

  test('too many waiting bytes are refused, and there is room again afterwards', async () => {
    const { outcomes, submit, finish } = gated({ maxWaitingBytes: 20 });
    for (const item of ['a', 'b', 'c', 'd', 'e']) submit(item);
    await new Promise((resolve) => setImmediate(resolve));
    expect(outcomes).toEqual(new Map([['d', 'overloaded'], ['e', 'overloaded']]));
    await finish();
    submit('f');
    await finish();
    expect(outcomes.get('c')).toBe('stored');
    expect(outcomes.get('f')).toBe('stored');
  });

  test('one that cannot be stored does not fail its neighbours', async () => {
    const { outcomes, submit, finish } = gated();
    for (const item of ['a', 'b', 'c', 'poison', 'd', 'e']) submit(item);
    await finish();
    expect(Object.fromEntries(outcomes)).toEqual({ a: 'stored', b: 'stored', c: 'stored', poison: 'this one cannot be stored', d: 'stored', e: 'stored' });
  });

  test('an outage is told to everybody in the append, without trying them one by one', async () => {
    const { appends, outcomes, submit, finish } = gated();
    for (const item of ['a', 'b', 'outage', 'c']) submit(item);
    await finish();
    expect(appends).toHaveLength(2);
    expect(Object.fromEntries(outcomes)).toEqual({ a: 'stored', b: 'unavailable', outage: 'unavailable', c: 'unavailable' });
  });

  test('who waits too long is told to come back: what waits is withdrawn, what is under way may be stored all the same', async () => {
    const { appends, outcomes, submit, finish } = gated({ patienceMs: 20 });
    submit('under way', { records: 1, bytes: 10 });
    submit('waiting', { records: 1, bytes: 300 });
    while (outcomes.size < 2) await new Promise((resolve) => setImmediate(resolve));
    expect([...outcomes]).toEqual([['under way', 'unavailable'], ['waiting', 'unavailable']]);
    await finish();
    expect(appends).toEqual([['under way']]);
    submit('next', { records: 1, bytes: 300 });
    await finish();
    expect([appends[1], outcomes.get('next')]).toEqual([['next'], 'stored']);
  });
});
