export interface AttributeGroup {
  readonly name: string;
  readonly entries: readonly { readonly name: string; readonly value: string }[];
}

/** The first words of OpenTelemetry's semantic conventions, where they alone would not be understood. */
const NAMES: Readonly<Record<string, string>> = { db: 'database', k8s: 'Kubernetes', http: 'HTTP', url: 'HTTP', rpc: 'RPC', os: 'host', host: 'host', net: 'network', network: 'network', server: 'network', client: 'network', faas: 'function', telemetry: 'telemetry', otel: 'telemetry' };
const REST = 'other';
/** Of the message and the failure one wants to know first. */
const FIRST = ['exception', 'error', 'messaging'];

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));

/** Attributes whose name or value holds what is looked for, by what they are about: the first word of their name, and what stands alone together. `most` of them are given. */
export function groupAttributes(attributes: Readonly<Record<string, unknown>>, wanted: string, most: number): { readonly groups: readonly AttributeGroup[]; readonly all: number; readonly found: number } {
  const all = Object.entries(attributes).map(([name, value]) => ({ name, value: text(value) }));
  const found = all.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted.toLowerCase())).sort((a, b) => (a.name < b.name ? -1 : 1));
  const named = Map.groupBy(found.slice(0, most), ({ name }) => groupOf(name));
  const groups = [...named].map(([name, entries]) => ({ name, entries }));
  return { groups: groups.sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1)), all: all.length, found: found.length };
}

function groupOf(name: string): string {
  const dot = name.indexOf('.');
  const first = dot > 0 ? name.slice(0, dot) : REST;
  return Object.hasOwn(NAMES, first) ? NAMES[first]! : first;
}

const rank = (group: string): number => (group === REST ? FIRST.length + 1 : FIRST.includes(group) ? FIRST.indexOf(group) : FIRST.length);
