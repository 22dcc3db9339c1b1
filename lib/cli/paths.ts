/** Where things are in this checkout. */
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);
/** The Node that the packages brought, whatever the machine has. */
export const NODE = bin('node');
export const NEXT = join(ROOT, 'node_modules/next/dist/bin/next');
