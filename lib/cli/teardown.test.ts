import { expect, test } from 'vitest';
import { Teardown } from './teardown.ts';

function recorded() {
  const teardown = new Teardown();
  const ended: string[] = [];
  const add = (name: string, fails = false) =>
    teardown.add(async () => {
      ended.push(name);
      if (fails) throw new Error(`${name} cannot be ended`);
    });
  return { teardown, ended, add };
}

test('what was started last is ended first, and once', async () => {
  const { teardown, ended, add } = recorded();
  await add('database');
  await add('web');
  await Promise.all([teardown.run(), teardown.run()]);
  expect(ended).toEqual(['web', 'database']);
});

test('one that fails keeps none of the others from ending, and is told', async () => {
  const { teardown, ended, add } = recorded();
  await add('database');
  await add('web', true);
  await expect(teardown.run()).rejects.toThrow('web cannot be ended');
  expect(ended).toEqual(['web', 'database']);
});

test('what is started after ending has begun is ended at once', async () => {
  const { teardown, ended, add } = recorded();
  const running = teardown.run();
  await add('late');
  await running;
  expect(ended).toEqual(['late']);
});
