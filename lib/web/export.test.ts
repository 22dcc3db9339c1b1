import { expect, test } from 'vitest';
import { ServiceError } from '#lib/services/errors.ts';
import { exportList } from '#lib/web/export.ts';

/** Pages of two numbers each, and which of them were asked for. */
function counting(pages: number) {
  const asked: (string | undefined)[] = [];
  const page = async (cursor: string | undefined) => {
    asked.push(cursor);
    const index = Number(cursor ?? 0);
    return Promise.resolve({ items: [index * 2, index * 2 + 1], nextCursor: index + 1 < pages ? String(index + 1) : null });
  };
  return { asked, exported: { name: 'numbers', headings: ['number', 'says'], row: (item: number) => [item, `=${item}`], page } };
}

test('all pages make one file', async () => {
  expect(await (await exportList('csv', counting(2).exported)).text()).toBe("number,says\r\n0,'=0\r\n1,'=1\r\n2,'=2\r\n3,'=3\r\n");
  expect(await (await exportList('jsonl', counting(3).exported)).text()).toBe('0\n1\n2\n3\n4\n5\n');
});

test('nothing is read before somebody takes it, nor after somebody left', async () => {
  const { asked, exported } = counting(1000);
  const reader = (await exportList('jsonl', exported)).body!.getReader();
  expect(asked).toEqual([undefined]);
  for (const expected of ['0\n1\n', '2\n3\n', '4\n5\n']) expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe(expected);
  expect(asked).toEqual([undefined, '1', '2']);
  await reader.cancel();
  expect(asked).toHaveLength(3);
});

test('a list that is empty has its headings', async () => {
  const none = { ...counting(1).exported, page: () => Promise.resolve({ items: [], nextCursor: null }) };
  expect(await (await exportList('csv', none)).text()).toBe('number,says\r\n');
  expect(await (await exportList('jsonl', none)).text()).toBe('');
});

test('what is wrong with the question is told before the file begins, and a later fault breaks the file off', async () => {
  const refuses = { ...counting(1).exported, page: () => Promise.reject(new ServiceError('invalid', 'No.')) };
  await expect(exportList('csv', refuses)).rejects.toMatchObject({ code: 'invalid' });
  const { exported } = counting(3);
  const breaks = { ...exported, page: (cursor: string | undefined) => (cursor === '1' ? Promise.reject(new Error('away')) : exported.page(cursor)) };
  await expect((await exportList('csv', breaks)).text()).rejects.toThrow('away');
});
