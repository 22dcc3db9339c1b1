/** What is wrong, in plain words: a row for what everybody meets, else what the exception is called, else what it says. Of what the fingerprint is made of, so that a group has one title. */
import { capital, kindOfFailure, spaced } from '#lib/core/dead-letters/words.ts';

const LONGEST = 100;

type Row = readonly [type: RegExp, message: RegExp, title: (found: RegExpExecArray) => string];
const ANY = /^/;
const field = (name: string | undefined): string => capital(spaced(((name ?? '').replace(/\(\)$/, '').split(/[.>/]/).findLast((part) => part !== '' && part !== '()') ?? '').replace(/^get(?=[A-Z])/, '')));

const ROWS: readonly Row[] = [
  [/NullPointer/, /because "(?:<local\d*>|<n>|[^"]*?\.)?([\w$]+)(?:\(\))?" is null/, ([, name]) => `${field(name)} is missing`],
  [/NullPointer/, /"([^"]+)" is null/, ([, name]) => `${field(name)} is missing`],
  [/TypeError/, /of (?:null|undefined) \(reading '([^']+)'\)/, ([, name]) => `Nothing to read ${spaced(name ?? '')} from`],
  [/KeyError|KeyNotFound/, /^['"]?([\p{L}_][\w.-]*)['"]?$/u, ([, name]) => `${field(name)} is missing`],
  [/AttributeError/, /'NoneType' object has no attribute '([^']+)'/, ([, name]) => `Nothing to read ${spaced(name ?? '')} from`],
  [ANY, /null value in column "([^"]+)"/, ([, name]) => `${field(name)} is missing`],
  [ANY, /(?:required|missing) (?:field|property|parameter|attribute|header)s?:? ['"`]?([\p{L}_][\w.-]*)/iu, ([, name]) => `${field(name)} is missing`],
  [ANY, /(?:field|property|parameter|attribute|header)? ?['"`]([\p{L}_][\w.-]*)['"`] (?:is (?:required|missing|null|undefined|not set)|must not be (?:null|empty|blank))/iu, ([, name]) => `${field(name)} is missing`],
  [ANY, /unrecogni[sz]ed field "([^"]+)"/i, ([, name]) => `Unknown field: ${spaced(name ?? '')}`],
  [/Timeout|TimedOut|TimeoutError/i, ANY, () => 'Timed out'],
  [ANY, /timed? ?out|deadline exceeded|ETIMEDOUT/i, () => 'Timed out'],
  [ANY, /connection refused|ECONNREFUSED/i, () => 'Connection refused'],
  [ANY, /connection (?:was )?(?:reset|closed|lost)|ECONNRESET|broken pipe/i, () => 'Connection lost'],
  [/UnknownHost/, ANY, () => 'Host is not known'],
  [ANY, /ENOTFOUND|getaddrinfo|name or service not known/i, () => 'Host is not known'],
  [/Json(?:Parse|EOF|Reader)|JSONDecode|MalformedJson|jackson\.core\.exc\./, ANY, () => 'The payload is not valid JSON'],
  [ANY, /<broken JSON>/, () => 'The payload is not valid JSON'],
  [/SyntaxError/, /JSON/, () => 'The payload is not valid JSON'],
  [/Deserializ|Deserialis|Serialization/, ANY, () => 'The message cannot be decoded'],
  [ANY, /error deseriali[sz]ing|cannot deseriali[sz]e|unknown magic byte/i, () => 'The message cannot be decoded'],
  [/DuplicateKey|UniqueViolation/, ANY, () => 'It is there already'],
  [ANY, /duplicate key|unique constraint|E11000/i, () => 'It is there already'],
  [/OutOfMemory/, ANY, () => 'Out of memory'],
  [/RecordTooLarge|MessageSizeTooLarge/, ANY, () => 'The message is too large'],
  [ANY, /too many requests|rate limit|status(?: code)? 429/i, () => 'Too many requests'],
];

/** Names that every failure of a language has, and that say nothing of this one. */
const GENERIC = /^(?:|runtime|illegal state|illegal argument|argument|invalid operation|invalid argument|type|value|key|null pointer|null reference|assertion|application|general|unknown|execution|completion|invocation target|listener execution failed|kafka|connect|data|internal|system|business|service|processing|message|panic|throwable|reference|range|unchecked io|io|os|aggregate|consumer|http|response status|client|server|base)$/;

/** `type` and `message` as the fingerprint has them. */
export function titleOf(type: string | null, message: string | null): string {
  const [name, text] = [type ?? '', message ?? ''];
  for (const [types, messages, title] of ROWS) {
    const found = types.test(name) ? messages.exec(text) : null;
    const made = found === null ? '' : title(found);
    if (made !== '' && !made.startsWith(' ')) return cut(withTarget(made, text));
  }
  const kind = kindOfFailure(name);
  if (!GENERIC.test(kind)) return cut(capital(kind));
  const sentence = firstSentence(text);
  if (sentence !== '') return cut(capital(sentence));
  return kind === '' ? 'Nothing says why it failed' : cut(capital(kind));
}

/** To whom, where that is a name and no placeholder. */
function withTarget(title: string, message: string): string {
  if (title !== 'Timed out' && title !== 'Connection refused') return title;
  const said = firstSentence(message);
  return said === '' || said.toLowerCase() === title.toLowerCase() ? title : `${title}: ${said}`;
}

const firstSentence = (text: string): string => (/^[^\n]*?(?=[.;!?](?:\s|$)|: |\n|$)/.exec(text)?.[0] ?? '').trim();

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).toWellFormed().trimEnd()}…`);
