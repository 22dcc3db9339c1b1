import { expect, test } from 'vitest';
import { meaningsOf } from '#lib/core/conventions/header-meaning.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

test.each(['constructor', 'tostring', '__proto__', 'valueof'])('a header of the name %s means nothing, whatever objects are born with', (name) => {
  const value = '1795422811361';
  const meanings = meaningsOf({ name, value, encoding: 'utf8' }, { reading: readEvent(anEvent({ headers: [[name, value]] })), conventions: DEFAULT_CONVENTIONS });
  for (const meaning of meanings) expect(typeof meaning.name).toBe('string');
});
