/**
 * Names as parts of an address. `.` and `..` mean places to whoever follows an address, percent-encoded or not (WHATWG URL, "double-dot URL
 * path segment"): they have a tilde before them, and so has a name that looks like that.
 */
import { decodedPart } from '#lib/core/decoded-part.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

const DOTS = /^~*\.\.?$/;

/** `..` is `~..`, `~..` is `~~..`, and all others are encoded only. */
export const pathPart = (text: string): string => `${DOTS.test(text) ? '~' : ''}${encodedPart(text)}`;

/** Without the tilde that `pathPart` put before it. `text` is decoded already. */
export const withoutTilde = (text: string): string => (text.startsWith('~') && DOTS.test(text) ? text.slice(1) : text);

/** What `pathPart` encoded; a part with a broken escape stays as it is. */
export const fromPathPart = (part: string): string => withoutTilde(decodedPart(part));
