import { expect, test } from 'vitest';
import { SavedViewChange, SavedViewDraft } from '#lib/contracts/views.ts';
import { changeView } from '#lib/services/views/change.ts';
import { createView, MOST_VIEWS } from '#lib/services/views/create.ts';
import { deleteView } from '#lib/services/views/delete.ts';
import { listViews } from '#lib/services/views/list.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const names = async (store: Parameters<typeof listViews>[0]) => (await listViews(store)).views.map(({ name, search }) => `${name}: ${search}`);
const NOBODY = '00000000-0000-4000-8000-000000000000';

test('a view is saved, listed by name, changed, deleted and saved again', async () => {
  const store = await freshStore();
  const late = await createView(store, { name: 'late', search: 'status=stalled' });
  await createView(store, { name: 'Big', search: 'sort=duration' });
  expect(await names(store)).toEqual(['Big: sort=duration', 'late: status=stalled']);

  expect(await changeView(store, late.id, { search: 'status=stalled&range=6h' })).toMatchObject({ id: late.id, name: 'late', createdAt: late.createdAt });
  expect(await changeView(store, late.id, { name: 'Late' })).toMatchObject({ name: 'Late', search: 'status=stalled&range=6h' });

  const was = await deleteView(store, late.id);
  expect(await names(store)).toEqual(['Big: sort=duration']);
  await createView(store, was);
  expect(await names(store)).toEqual(['Big: sort=duration', 'Late: status=stalled&range=6h']);
});

test('a name is taken in any case, and what is not there is not found', async () => {
  const store = await freshStore();
  await createView(store, { name: 'Übrig', search: '' });
  const other = await createView(store, { name: 'other', search: '' });
  await expect(createView(store, { name: 'übrig', search: 'q=1' })).rejects.toMatchObject({ code: 'conflict', message: 'There is a view called “übrig” already.' });
  await expect(changeView(store, other.id, { name: 'ÜBRIG' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(changeView(store, NOBODY, { name: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(deleteView(store, NOBODY)).rejects.toMatchObject({ code: 'not-found' });
});

test('a change that was made from an older state is refused', async () => {
  const store = await freshStore();
  const read = await createView(store, { name: 'late', search: '' });
  const first = await changeView(store, read.id, { search: 'status=failed', updatedAt: read.updatedAt });
  expect(first.updatedAt > read.updatedAt).toBe(true);
  await expect(changeView(store, read.id, { search: 'status=stalled', updatedAt: read.updatedAt })).rejects.toMatchObject({ code: 'conflict' });
  expect(await names(store)).toEqual(['late: status=failed']);
  const both = await Promise.allSettled([1, 2].map((n) => changeView(store, read.id, { name: `late ${n}`, updatedAt: first.updatedAt })));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await changeView(store, read.id, { search: '' })).toMatchObject({ search: '' });
});

test('names that look the same are one', async () => {
  const store = await freshStore();
  await createView(store, { name: 'late', search: '' });
  await expect(createView(store, { name: 'la\u200bte\u2060', search: '' })).rejects.toMatchObject({ code: 'conflict' });
});

test('there are only so many', async () => {
  const store = await freshStore();
  await store.prisma.savedView.createMany({ data: Array.from({ length: MOST_VIEWS }, (_, n) => ({ id: crypto.randomUUID(), name: `v${n}`, nameKey: `v${n}`, search: '', createdAt: 0n, updatedAt: 0n })) });
  await expect(createView(store, { name: 'one more', search: '' })).rejects.toMatchObject({ code: 'conflict', message: 'At most 200 views are kept. Delete one that nobody needs.' });
});

test.each([
  [{ name: ' late ', search: 'status=failed&status=stalled&q=%E2%82%AC' }, true],
  [{ name: '  ', search: '' }, false],
  [{ name: 'x'.repeat(81), search: '' }, false],
  [{ name: 'a\nb', search: '' }, false],
  [{ name: '\u200b\u2060\ufeff', search: '' }, false],
  [{ name: '\u3164\u2800 \u00ad', search: '' }, false],
  [{ name: '👩‍💻', search: '' }, true],
  [{ name: 'a', search: 'next=http://evil.example' }, false],
  [{ name: 'a', search: 'q=%00' }, false],
  [{ name: 'a', search: `q=${'x'.repeat(8000)}` }, false],
])('the draft %j is taken: %s', (draft, taken) => expect(SavedViewDraft.safeParse(draft).success).toBe(taken));

test('a change changes something', () => expect(SavedViewChange.safeParse({}).success).toBe(false));
