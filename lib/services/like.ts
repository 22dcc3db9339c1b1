/** A text as a LIKE pattern that means just this text: `%`, `_` and the escape itself lose their meaning. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`);
