/** What messages that failed have in common and healthy ones of the same kind have not, the best first. */
import { factId, factsOf, type Fact, type Sample } from '#lib/core/dead-letters/separation/facts.ts';

export interface SeparatingField {
  readonly place: 'payload' | 'header';
  readonly name: string;
  readonly says: string;
  /** Of the failed and of the healthy messages for which it holds, 0 to 1. */
  readonly failedShare: number;
  readonly healthyShare: number;
  /** How much more often it holds for the failed, on the safe side of how few were looked at; 0 to 1. */
  readonly score: number;
}

export interface Separation {
  readonly failed: number;
  readonly healthy: number;
  readonly fields: readonly SeparatingField[];
  readonly notTold: 'no-payload' | 'too-few' | 'nothing-healthy' | null;
}

/** Of each kind; those beyond are not looked at, and the counts say how many were. */
const MOST_SAMPLES = 200;
const FEWEST_FAILED = 2;
const MOST_FIELDS = 20;
const LEAST_SCORE = 0.25;
/** Before anything is compared: what holds for fewer of the failed can never come to the least score. */
const LEAST_SHARE = 0.25;

interface Candidate extends SeparatingField {
  readonly claim: Fact['claim'] | 'missing';
}

interface Counted {
  readonly fact: Fact;
  failed: number;
  healthy: number;
}

/** Bounded by the samples that it looks at and the fields that it reads of each; the same from any order of the samples. */
export function separatingFields(failedSamples: readonly Sample[], healthySamples: readonly Sample[]): Separation {
  const failed = failedSamples.slice(0, MOST_SAMPLES);
  const healthy = healthySamples.slice(0, MOST_SAMPLES);
  const told = (notTold: Separation['notTold'], fields: readonly SeparatingField[] = []): Separation => ({ failed: failed.length, healthy: healthy.length, fields, notTold });
  if (failed.length < FEWEST_FAILED) return told('too-few');
  if (healthy.length === 0) return told('nothing-healthy');
  if (failed.every(isBare)) return told('no-payload');

  const facts = count(failed, healthy);
  const scored = [...claimed(facts, failed.length, healthy.length), ...missing(facts, failed.length, healthy.length)].filter(({ score }) => score >= LEAST_SCORE).toSorted(best);
  const named = new Set<string>();
  const fields: SeparatingField[] = [];
  for (const { claim: _claim, ...field } of scored) {
    const name = `${field.place} ${field.name}`;
    // One thing is said of a field: the second best says the same in other words.
    if (named.has(name) || fields.length === MOST_FIELDS) continue;
    named.add(name);
    fields.push(field);
  }
  return told(null, fields);
}

const isBare = ({ json, headers }: Sample): boolean => json === undefined && headers.length === 0;

/** Only what holds for enough of the failed is counted among the healthy; and of all fields whether they are there. */
function count(failed: readonly Sample[], healthy: readonly Sample[]): ReadonlyMap<string, Counted> {
  const facts = new Map<string, Counted>();
  for (const sample of failed) {
    for (const [id, fact] of factsOf(sample)) {
      const counted = facts.get(id);
      if (counted === undefined) facts.set(id, { fact, failed: 1, healthy: 0 });
      else counted.failed += 1;
    }
  }
  for (const [id, { fact, failed: times }] of facts) if (fact.claim !== 'has' && times < LEAST_SHARE * failed.length) facts.delete(id);
  for (const sample of healthy) {
    for (const [id, fact] of factsOf(sample)) {
      const counted = facts.get(id);
      if (counted !== undefined) counted.healthy += 1;
      else if (fact.claim === 'has') facts.set(id, { fact, failed: 0, healthy: 1 });
    }
  }
  return facts;
}

function* claimed(facts: ReadonlyMap<string, Counted>, failed: number, healthy: number): Generator<Candidate> {
  for (const { fact, failed: inFailed, healthy: inHealthy } of facts.values()) {
    yield { claim: fact.claim, place: fact.place, name: fact.name, says: `${shown(fact)} ${CLAIMS[fact.claim](fact.detail)}`, failedShare: inFailed / failed, healthyShare: inHealthy / healthy, score: scoreOf(inFailed, failed, inHealthy, healthy) };
  }
}

/** Fields that healthy messages have. Below one that is missing, null or empty itself nothing is said. */
function* missing(facts: ReadonlyMap<string, Counted>, failed: number, healthy: number): Generator<Candidate> {
  const has = new Map([...facts.values()].filter(({ fact }) => fact.claim === 'has').map((counted) => [`${counted.fact.place} ${counted.fact.name}`, counted]));
  for (const { fact, failed: inFailed, healthy: inHealthy } of has.values()) {
    const above = fact.name.slice(0, fact.name.lastIndexOf('/'));
    const missingAbove = failed - (has.get(`payload ${above}`)?.failed ?? failed);
    const bareAbove = (['empty', 'null'] as const).reduce((sum, claim) => sum + (facts.get(factId('payload', above, claim, ''))?.failed ?? 0), missingAbove);
    if (fact.place === 'payload' && inFailed < failed && bareAbove >= failed - inFailed) continue;
    yield { claim: 'missing', place: fact.place, name: fact.name, says: `${shown(fact)} is missing`, failedShare: 1 - inFailed / failed, healthyShare: 1 - inHealthy / healthy, score: scoreOf(failed - inFailed, failed, healthy - inHealthy, healthy) };
  }
}

const CLAIMS: Readonly<Record<Fact['claim'], (detail: string) => string>> = {
  has: () => 'is there',
  null: () => 'is null',
  empty: () => 'is empty',
  negative: () => 'is negative',
  type: (detail) => `is ${detail === 'object' ? 'an' : 'a'} ${detail}`,
  value: (detail) => `is ${detail}`,
};

const shown = ({ place, name }: Fact): string => (place === 'header' ? `header ${name}` : name.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~'));

/** The share among the failed less that among the healthy, each by Wilson's bound of one standard deviation (E. B. Wilson, 1927) that makes the difference small: two of two prove less than two hundred. */
function scoreOf(inFailed: number, failed: number, inHealthy: number, healthy: number): number {
  return Math.max(0, wilson(inFailed, failed, -1) - wilson(inHealthy, healthy, 1));
}

function wilson(times: number, of: number, side: 1 | -1): number {
  const share = times / of;
  const spread = Math.sqrt((share * (1 - share)) / of + 1 / (4 * of * of));
  return (share + 1 / (2 * of) + side * spread) / (1 + 1 / of);
}

/** What says more stands first, and a field before what is in it. */
const RANK: readonly Candidate['claim'][] = ['null', 'empty', 'missing', 'value', 'negative', 'has', 'type'];

function best(a: Candidate, b: Candidate): number {
  return b.score - a.score || b.failedShare - a.failedShare || RANK.indexOf(a.claim) - RANK.indexOf(b.claim) || a.name.split('/').length - b.name.split('/').length || (a.says < b.says ? -1 : 1);
}
