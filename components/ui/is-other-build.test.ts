import { expect, test } from 'vitest';
import { isOtherBuild } from '#components/ui/is-other-build.ts';

const named = Object.assign(new Error('gone'), { name: 'ChunkLoadError' });

test.each<[unknown, boolean]>([
  [named, true],
  [new Error('Failed to load chunk /_next/static/chunks/4711.js from module 12'), true],
  [new Error('Loading chunk 12 failed.'), true],
  [new TypeError('Failed to fetch dynamically imported module: http://localhost/x.js'), true],
  [new TypeError('Importing a module script failed.'), true],
  [new TypeError('error loading dynamically imported module: http://localhost/x.js'), true],
  [new TypeError('Failed to fetch'), false],
  [new Error('No flow has this key.'), false],
  ['Loading chunk 12 failed.', false],
])('%s: %s', (error, other) => expect(isOtherBuild(error)).toBe(other));
