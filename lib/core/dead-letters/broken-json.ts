/**
 * What parsers say of JSON that is none, or not all: which token they met, what they expected, and where. A payload that is cut off after 17 bytes meets
 * another token than one that is cut off after 18; it is one fault.
 */
const BROKEN = '<broken JSON>';

/** A parser each, as its source has them. Each takes time that grows with the text alone: what may be anything in them is bounded. */
const CLAUSES: readonly RegExp[] = [
  // V8: Node, Chromium
  /\b(?:Unterminated string|Bad (?:control character|escaped character|Unicode escape)|Expected|Unexpected|No number after minus sign|Unterminated fractional number|Exponent part is missing a number)[^\n]{0,80}? (?:in|after) JSON at position \d+(?: \(line \d+ column \d+\))?/g,
  /\bUnexpected token [\s\S]{0,120}? is not valid JSON/g,
  // V8 and Go
  /\bunexpected end of JSON input/gi,
  // Go
  /\binvalid character '[^\n]{1,8}?' (?:looking for beginning of|after (?:object key|array element|top-level value|decimal point|exponent)|in (?:string|literal|numeric|exponent|\\))[^\n.;]{0,60}/g,
  // Jackson, to the end: it says where it began, and in which source
  /\bUnexpected end-of-input\b[\s\S]*/g,
  /\b(?:Unexpected character \([^\n]{1,40}\)|Illegal (?:unquoted )?character \([^\n]{1,40}\)|Unrecognized token '[^\n]{0,300}?': was expecting|Invalid (?:UTF-8 (?:start|middle) byte|numeric value))[\s\S]*/g,
  // Gson
  /\b(?:End of input|Unterminated (?:object|array|string|escape sequence)|Expected (?:name|value|':'|',')|Use JsonReader\.set(?:Lenient|Strictness)\([^)\n]{1,40}\) to accept malformed JSON)(?: at line \d+ column \d+ path \S{1,200})/g,
  // Python
  /\b(?:Expecting (?:value|property name enclosed in double quotes|'[,:]' delimiter)|Unterminated string starting at|Invalid (?:control character at|\\{1,2}(?:u[xX]{4} )?escape)|Extra data|Illegal trailing comma before end of (?:object|array)): line \d+ column \d+ \(char \d+\)/g,
  // System.Text.Json
  /(?:\b(?:Expected|The (?:JSON|input))[^\n|]{1,200}?|'[^\n]{1,8}?' is (?:an )?invalid [^\n|]{1,120}?)\s(?:Path: [^\s|]{1,200} \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.?/g,
  // serde_json
  /\b(?:EOF while parsing an? \w+|expected (?:value|ident|`[^`\n]{1,8}`(?: or `[^`\n]{1,8}`)?)|trailing (?:characters|comma)|key must be a string|invalid (?:escape|number)|control character \([^)\n]{1,20}\) found while parsing a string) at line \d+ column \d+/g,
];

/** With one placeholder in place of each such clause. */
export const withoutBrokenJson = (text: string): string => CLAUSES.reduce((rest, clause) => rest.replace(clause, BROKEN), text);
