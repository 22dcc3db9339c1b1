/**
 * Finds where the parts of a JSON text stand, so that a part can be kept as it was written: parsing and writing it again
 * would lose digits of large numbers, repeated names and white space. The text must have been parsed before: nothing is checked here.
 */

/** The texts of a list's elements. */
export function elementTexts(list: string): readonly string[] {
  const texts: string[] = [];
  let at = skipSpace(list, skipSpace(list, 0) + 1);
  while (list[at] !== ']') {
    const end = endOfValue(list, at);
    texts.push(list.slice(at, end));
    at = skipSpace(list, end);
    if (list[at] === ',') at = skipSpace(list, at + 1);
  }
  return texts;
}

/** The text of an object's member; of a repeated name the last, as `JSON.parse` has it. Null where there is none. */
export function memberText(object: string, name: string): string | null {
  let found: string | null = null;
  let at = skipSpace(object, skipSpace(object, 0) + 1);
  while (object[at] !== '}') {
    const nameEnd = endOfString(object, at);
    const start = skipSpace(object, skipSpace(object, nameEnd) + 1);
    const end = endOfValue(object, start);
    if (JSON.parse(object.slice(at, nameEnd)) === name) found = object.slice(start, end);
    at = skipSpace(object, end);
    if (object[at] === ',') at = skipSpace(object, at + 1);
  }
  return found;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  let at = from;
  if (first !== '{' && first !== '[') {
    while (at < text.length && !',]} \t\r\n'.includes(text.charAt(at))) at += 1;
    return at;
  }
  let depth = 0;
  do {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    at += 1;
  } while (depth > 0 && at < text.length);
  return at;
}

/** Behind the closing quote. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
