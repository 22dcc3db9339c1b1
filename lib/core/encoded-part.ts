/** A text as one part of a path or a query, the other way of `decodedPart`. No URL can hold half a character: it becomes U+FFFD. */
export const encodedPart = (text: string): string => encodeURIComponent(text.toWellFormed());
