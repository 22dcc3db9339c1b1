import type { ConventionEntry, ConventionsInForce } from '#lib/contracts/conventions.ts';
import { configuredConventions, type ConfiguredConventions } from '#lib/core/conventions/configured.ts';
import { DEFAULT_CONVENTIONS, type Conventions, type Places } from '#lib/core/conventions/conventions.ts';
import { FAILURE_FAMILIES } from '#lib/core/conventions/failure-families.ts';
import { TRACE_HEADERS } from '#lib/core/conventions/trace-context.ts';
import type { ConfiguredMasking } from '#lib/core/masking/configured.ts';

export interface SettingsInForce {
  readonly configFile: string | null;
  readonly conventions: ConfiguredConventions;
  readonly masking: ConfiguredMasking;
  readonly limits: Readonly<Record<keyof typeof UNITS, number>>;
}

const UNITS = {
  retentionDays: 'days',
  payloadLimitBytes: 'bytes',
  hubLimit: 'records',
  displayLimit: 'records',
  lagIntervalSeconds: 'seconds',
  stallSeconds: 'seconds',
} as const;

const MEANINGS = ['correlation', 'causation', 'messageId', 'eventType', 'eventTime', 'sequence'] as const;

/** All names that are looked for, in the order in which they are believed, each with where it comes from. */
export function describeConventions({ configFile, conventions: configured, masking, limits }: SettingsInForce): ConventionsInForce {
  const conventions = configuredConventions(configured);
  return {
    configFile,
    traceHeaders: [...TRACE_HEADERS],
    meanings: MEANINGS.map((name) => ({
      name,
      ...placesOf(conventions[name], DEFAULT_CONVENTIONS[name]),
      baggage: name === 'correlation' ? entries(conventions.correlation.baggage, DEFAULT_CONVENTIONS.correlation.baggage) : [],
    })),
    businessKeys: businessKeys(conventions, configured),
    deadLetters: {
      topics: patterns(configured.deadLetterTopics, DEFAULT_CONVENTIONS.deadLetterTopics),
      retryTopics: patterns(configured.retryTopics, DEFAULT_CONVENTIONS.retryTopics),
      frameworks: [...new Set(FAILURE_FAMILIES.map(({ framework }) => framework))],
      headers: (Object.keys(conventions.deadLetterHeaders) as (keyof Conventions['deadLetterHeaders'])[]).map((name) => ({
        name,
        headers: entries(conventions.deadLetterHeaders[name], DEFAULT_CONVENTIONS.deadLetterHeaders[name]),
      })),
    },
    masking: {
      payloadOff: masking.payloadOff.map(String),
      pointers: [...masking.pointers],
      headers: [...masking.headers],
      attributes: [...masking.attributes],
      patterns: masking.patterns.map((pattern) => (typeof pattern === 'string' ? pattern : `${pattern.name}: ${pattern.expression}`)),
    },
    limits: (Object.keys(UNITS) as (keyof typeof UNITS)[]).map((name) => ({ name, value: limits[name], unit: UNITS[name] })),
  };
}

/** What the configuration adds stands before the defaults. */
function entries(list: readonly string[], defaults: readonly string[]): ConventionEntry[] {
  const added = list.length - defaults.length;
  return list.map((value, index) => ({ value, configured: index < added }));
}

/** As they were written: an exact name as itself. */
const patterns = (added: readonly (string | RegExp)[], defaults: readonly RegExp[]): ConventionEntry[] =>
  entries([...added, ...defaults].map(String), defaults.map(String));

const placesOf = (places: Places, defaults: Places | undefined) => ({
  headers: entries(places.headers, defaults?.headers ?? []),
  pointers: entries(places.pointers, defaults?.pointers ?? []),
  attributes: entries(places.attributes, defaults?.attributes ?? []),
});

function businessKeys(conventions: Conventions, configured: ConfiguredConventions): ConventionsInForce['businessKeys'] {
  return conventions.businessKeys.map((rule) => {
    const known = DEFAULT_CONVENTIONS.businessKeys.find(({ name }) => name === rule.name);
    return { name: rule.name, joins: rule.joins, configured: configured.businessKeys.some(({ name }) => name === rule.name), ...placesOf(rule, known) };
  });
}
