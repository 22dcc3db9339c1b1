import { expect, test } from 'vitest';
import { installFault, installReason, nodeFault } from './install-plan.mjs';

test.each([
  ['v20.0.0', null],
  ['v24.21.0', null],
  ['v18.20.4', 'Node 18.20.4'],
  ['v9.0.0', 'Node 9.0.0'],
])('Node %s', (version, fault) => {
  if (fault === null) expect(nodeFault(version)).toBeNull();
  else expect(nodeFault(version)).toContain(fault);
});

const lock = {
  packages: { '': {}, 'node_modules/zod': { version: '4.0.0' }, 'node_modules/fsevents': { version: '2.0.0', optional: true }, 'node_modules/a/node_modules/b': { version: '1.0.0' } },
};
const whole = { packages: { 'node_modules/zod': { version: '4.0.0' }, 'node_modules/a/node_modules/b': { version: '1.0.0' } } };
const state = { lockHash: 'new', stamp: 'old', hasNode: true, lock, installed: whole };

test.each([
  ['nothing there', { installed: null, stamp: null }, 'nothing is installed yet'],
  ['an install that was cut off', { hasNode: false, stamp: 'new' }, 'the installed Node is missing'],
  ['the same lock', { stamp: 'new', installed: {} }, null],
  ['another lock that npm has installed; an optional package may be absent', {}, null],
  ['another version', { installed: { packages: { ...whole.packages, 'node_modules/zod': { version: '3.0.0' } } } }, 'zod does not fit package-lock.json'],
  ['a nested package that is absent', { installed: { packages: { 'node_modules/zod': { version: '4.0.0' } } } }, 'b does not fit package-lock.json'],
])('%s', (_, change, reason) => {
  expect(installReason({ ...state, ...change })).toBe(reason);
});

test.each([
  ['npm error code ENOTFOUND', /cannot reach its registry/],
  ['npm error ENOSPC: no space left', /disk is full/],
  ['npm error code EACCES', /another user/],
  ['npm error code ERESOLVE', /code 1; what it said stands above/],
])('%s', (output, words) => {
  expect(installFault(1, output)).toMatch(words);
});
