/**
 * The text of a failure without what differs from one message to the next: numbers, ids, quoted values, addresses, times and paths
 * become placeholders. It is cut into words first and each word is judged as a whole, so that the time it takes grows with the text alone.
 */
import { looksUnique } from '#lib/core/conventions/unique-looking.ts';
import { withoutBrokenJson } from '#lib/core/dead-letters/broken-json.ts';

/** In UTF-16 code units: what is read of a text, and what is kept of it. */
const LONGEST_READ = 2000;
const LONGEST_KEPT = 500;
const LONGEST_QUOTED = 200;

/** A quoted text, or a word; signs between words stay as they are. Quotes of one kind do not nest, and an apostrophe within a word is none. */
const PIECE = /(?<![\p{L}\p{N}])(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|«([^»\n]*)»|“([^”\n]*)”|‘([^’\n]*)’)|[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\/\/[^\s"'<>]+|(?:[^\s()[\]{}<>,;"`=«»“”‘]|(?<=\d),(?=\d))+/gu;

/** Before what is quoted as a name, and not as a value: a field that is missing is another failure than one that is too long. */
const NAMES_AFTER = /(?:\b(?:fields?|propert(?:y|ies)|columns?|attributes?|parameters?|params?|arguments?|methods?|functions?|class|type|types|constraint|relation|table|index|reading|variable|because|invoke|header|bean|module|member|element|node|option|setting|schema|topic|store)|\bread|\bassign|\bwrite)[\s:(]{0,3}$/i;
const NAMES_BEFORE = /^\s{0,2}(?:is|was|are|must|can ?not|could not|may not|should|has no|required|missing|not)\b/i;
const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|->|\/|-|\(\)|\[\])[\p{L}\p{N}_$]*)*(?:\(\))?$/u;

/** Words with digits that name something for ever. */
const FIXED = /^(?:utf-?(?:8|16|32)|iso-?8859-1|http\/?[123](?:\.\d)?|sha-?\d{1,3}|md5|base64|x\.?509|tlsv?1(?:\.\d)?|ipv[46]|oauth2|int(?:8|16|32|64)|u?int\d{1,3}|float(?:32|64)|e11000|ora-\d{5}|s3|k8s|log4j\d?|s\d[a-z])$/i;
/** Before a number that is a kind of failure, and not how many: `status 503`, `SQLSTATE: 23505`. */
const CODE_BEFORE = /\b(?:status(?:\s?code)?|http(?:\/[\d.]+)?|sqlstate|error\s?code|errno|response(?:\s?code)?)[\s:=[(]{0,3}$/i;

export function normalise(text: string): string {
  const source = withoutBrokenJson(text.slice(0, LONGEST_READ));
  const normal = source.replace(PIECE, (piece: string, ...groups: unknown[]) => {
    const at = groups.find((each) => typeof each === 'number') ?? 0;
    const quoted = groups.slice(0, 6).find((each) => typeof each === 'string');
    if (typeof quoted !== 'string') return word(piece, source.slice(Math.max(0, at - 40), at));
    const before = source.slice(Math.max(0, at - 40), at);
    const after = source.slice(at + piece.length, at + piece.length + 20);
    return quotedName(quoted, before, after) ? piece : `${piece.charAt(0)}<value>${piece.at(-1) ?? ''}`;
  });
  // Lists of values differ in length, too.
  return normal.replace(/\s+/g, ' ').replace(/(["'`]<value>["'`]|<(?:n|id|time|host|hex|path|url)>)(?:(?:, ?| )\1)+/g, '$1').trim().slice(0, LONGEST_KEPT).toWellFormed();
}

function quotedName(quoted: string, before: string, after: string): boolean {
  if (quoted.length > LONGEST_QUOTED || !IDENTIFIER.test(quoted) || looksUnique(quoted) || /\d{2}/.test(quoted)) return false;
  return NAMES_AFTER.test(before) || NAMES_BEFORE.test(after);
}

/** May end with the colons that else end a clause. */
const IPV6 = /^(?=.*\d)(?=.*:.*:)[0-9a-f:]{3,45}(?:%\w{1,20})?$/i;

function word(piece: string, before: string): string {
  if (IPV6.test(piece) && !/^\d{1,2}:\d{2}:\d{2}:?$/.test(piece)) return '<host>';
  const [, core = '', tail = ''] = /^(.*?)([.:!?…'’]*)$/su.exec(piece) ?? [];
  return `${placeholder(core, before)}${tail}`;
}

type Rule = readonly [RegExp, string | ((found: string) => string)];
/** The first that matches the whole word. */
const RULES: readonly Rule[] = [
  [FIXED, (found) => found],
  [/^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i, '<id>'],
  [/^[a-z][a-z0-9+.-]{1,20}:\/\/.+$/i, '<url>'],
  [/^[\w.+-]{1,100}@[\w-]{1,100}\.[\w.-]{1,100}$/, '<email>'],
  [/^\d{4}-\d{2}-\d{2}(?:T[\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?)?$/i, '<time>'],
  [/^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/, '<time>'],
  [/^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/, '<time>'],
  [/^\/?(?:[\w-]{1,60}\.){0,10}[\w-]{0,60}\/?\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/, '<host>'],
  [/^(?=[\w.-]*[a-z])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}:\d{2,5}$/i, '<host>'],
  [/^[-+]?\d[\d.,_']*(?:e[-+]?\d{1,4})?(%|[a-zA-Zµ]{1,3})?$/, (found) => `<n>${/[a-zA-Zµ%]{1,3}$/.exec(found)?.[0] ?? ''}`],
  [/^0x[0-9a-f]+$/i, '<hex>'],
  [/^(?:[A-Za-z]:)?[\\/][^\\/]+[\\/].*$/, '<path>'],
  [/^\.{0,2}\/.+\/.+$/, '<path>'],
];

function placeholder(core: string, before: string): string {
  if (core === '' || !/[\d/@\\]/.test(core)) return looksUnique(core) ? '<id>' : core;
  if (/^\d{3,5}$/.test(core) && CODE_BEFORE.test(before)) return core;
  for (const [pattern, made] of RULES) if (pattern.test(core)) return typeof made === 'string' ? made : made(core);
  // Java's `Order@1b2c3d` is an address.
  const at = core.lastIndexOf('@');
  if (at > 0 && /^[0-9a-f]{1,16}$/i.test(core.slice(at + 1))) return `${placeholder(core.slice(0, at), '')}@<hex>`;
  if (looksUnique(core) || /^(?=.*\d)[0-9a-f]{8,}$/i.test(core)) return '<id>';
  return core.replace(/\d+/g, '<n>');
}
