/** Credentials that can be told by their form: JSON Web Tokens, authorisation headers, keys of AWS, GitHub, GitLab, Slack, Stripe, Google and npm, private keys. */
import type { Match, Pattern } from '#lib/core/masking/patterns/pattern.ts';

export const token: Pattern = {
  name: 'token',
  findsInWhole: true,
  find: (text) => (text.length < SHORTEST ? [] : [...prefixed(text), ...webTokens(text), ...authorisations(text), ...named(text)]),
};

const SHORTEST = 13;

/**
 * Each repetition has an upper bound, so a match costs no more than that bound.
 * Forms: docs.aws.amazon.com/IAM "Unique identifiers", github.blog "Behind GitHub's new authentication token formats", api.slack.com/concepts/token-types.
 */
const PREFIXED = new RegExp(
  [
    '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}',
    'gh[pousr]_[A-Za-z0-9]{30,255}',
    'github_pat_[A-Za-z0-9_]{22,255}',
    'glpat-[A-Za-z0-9_-]{20,255}',
    'xox[abeoprs](?:-[A-Za-z0-9.]{1,120}){2,8}',
    'xapp-\\d-[A-Za-z0-9-]{10,255}',
    'hooks\\.slack\\.com/services/[A-Za-z0-9/_]{20,120}',
    '[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}',
    'AIza[A-Za-z0-9_-]{35}',
    'npm_[A-Za-z0-9]{36}',
  ].join('|'),
  'g',
);

const prefixed = (text: string): Match[] => [...text.matchAll(PREFIXED)].map(({ 0: value, index }) => ({ start: index, end: index + value.length, value }));

/** RFC 7519: runs of base64url with dots between, the first of which is the JSON of a header. A run is taken once and whole, from the first `eyJ` in it. */
function webTokens(text: string): Match[] {
  const found: Match[] = [];
  for (let start = text.indexOf('eyJ'); start >= 0; ) {
    let end = start;
    while (end < text.length && isTokenCharacter(text.charCodeAt(end))) end++;
    const value = text.slice(start, end);
    const [header = '', claims = ''] = value.split('.', 2);
    if (header.length >= 10 && claims.length >= 2) found.push({ start, end, value });
    start = text.indexOf('eyJ', end);
  }
  return found;
}

const isTokenCharacter = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x2d || code === 0x2e || code === 0x5f;

/** RFC 6750 and RFC 7617. `bearer` and `basic` are words too: what follows must look like a credential. */
function authorisations(text: string): Match[] {
  const found: Match[] = [];
  for (const { 0: all, 1: scheme = '', 2: value = '', index } of text.matchAll(/\b(bearer|basic)(?: |%20|\+){1,4}([A-Za-z0-9._~+/=-]{8,8192})/gi)) {
    const credential = scheme.toLowerCase() === 'bearer' ? value.length >= 20 || /\d/.test(value) : isUserAndPassword(value);
    const end = index + all.length;
    if (credential) found.push({ start: end - value.length, end, value });
  }
  return found;
}

const isUserAndPassword = (value: string): boolean => /^[A-Za-z0-9+/]+={0,2}$/.test(value) && /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'));

/** Secrets without a form of their own, by the name that stands before them; and private keys in PEM (RFC 7468). */
const NAMED = /(?:aws_?secret_?(?:access_?)?key|client_?secret|api[_-]?key|access_?token|refresh_?token|password|passwd)["'\\]{0,3}\s{0,4}[:=]\s{0,4}["'\\]{0,3}([^\s"'\\,;&}]{6,512})/gi;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g;

function named(text: string): Match[] {
  const found = [...text.matchAll(NAMED)].map(({ 0: all, 1: value = '', index }) => ({ start: index + all.length - value.length, end: index + all.length, value }));
  for (const { 0: value, index } of text.matchAll(PRIVATE_KEY)) found.push({ start: index, end: index + value.length, value });
  return found;
}
