/**
 * Arrays of numbers, uuids, hex digits or words, as PostgreSQL writes them: nothing in them is quoted, and none is null.
 * The driver writes and reads arrays of anything, one character at a time, which of thousands takes as long as the statement.
 */

export const plainArray = (values: readonly (number | bigint | string)[]): string => `{${values.join(',')}}`;

export const readPlainArray = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','));
