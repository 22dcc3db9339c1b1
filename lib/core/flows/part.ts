/** Which records of a flow that has too many for one picture are shown: a whole part of it, never a broken tree. */

/** A record, as far as choosing goes. */
export interface PartNode {
  readonly id: string;
  /** What led to it, by id. What is not among the nodes counts as shown. */
  readonly causes: readonly string[];
  /** When it began, causes before effects where that is known. */
  readonly time: number;
  /** What one looks for: 2 for an error and what a finding is about, 1 for what the time went into, 0 for anything else. */
  readonly wanted: 0 | 1 | 2;
  /** Where it happened: of each place one record is shown, so that no service and no topic is lost from sight. */
  readonly place: string;
}

/** So much of the limit goes at most to what is wanted and what led there; the rest shows how the flow began and spread. */
const WANTED_SHARE = 0.5;
/** After so many that did not fit no further one is tried: what led to each is walked up to the limit. */
const MOST_TRIES = 100;

/**
 * The ids of at most `limit` of the nodes, such that whatever led to one of them is among them too. First one of each place and what is
 * wanted, each with all that led to it; then whatever else there is, by causal depth and within it by time. The order of the nodes changes nothing.
 */
export function choosePart(nodes: readonly PartNode[], limit: number): Set<string> {
  if (nodes.length <= limit) return new Set(nodes.map(({ id }) => id));
  const order = byDepth(nodes);
  const part = new Part(order);
  const places = new Set<string>();
  const firsts = order.filter(({ node }) => !places.has(node.place) && places.add(node.place));
  part.addEach(firsts, Math.floor(limit * WANTED_SHARE));
  for (const wanted of [2, 1]) part.addEach(order.filter(({ node }) => node.wanted === wanted), Math.floor(limit * WANTED_SHARE));
  // What led to these comes before them in this order.
  for (const { node } of order) {
    if (part.ids.size >= limit) break;
    part.ids.add(node.id);
  }
  return part.ids;
}

interface Placed {
  readonly node: PartNode;
  /** 0 for what nothing led to; else one more than the deepest of its causes. */
  depth: number;
  waitsFor: number;
  readonly causes: Placed[];
  readonly effects: Placed[];
  done: boolean;
}

/** By depth, then time, then id. A circle, which only contradictory facts make, is opened at its earliest record: what leads back to that is no cause of it. */
function byDepth(nodes: readonly PartNode[]): Placed[] {
  const byTime = nodes.map((node): Placed => ({ node, depth: 0, waitsFor: 0, causes: [], effects: [], done: false })).sort((a, b) => a.node.time - b.node.time || (a.node.id < b.node.id ? -1 : 1));
  const byId = new Map(byTime.map((each) => [each.node.id, each]));
  for (const each of byTime) {
    for (const id of new Set(each.node.causes)) {
      const cause = byId.get(id);
      if (cause === undefined || cause === each) continue;
      cause.effects.push(each);
      each.waitsFor += 1;
    }
  }
  const free = byTime.filter(({ waitsFor }) => waitsFor === 0);
  let opened = 0;
  for (let at = 0, done = 0; done < byTime.length; ) {
    const next = at < free.length ? free[at++]! : byTime[opened++]!;
    if (next.done) continue;
    next.done = true;
    done += 1;
    for (const effect of next.effects) {
      if (effect.done) continue;
      effect.causes.push(next);
      effect.depth = Math.max(effect.depth, next.depth + 1);
      effect.waitsFor -= 1;
      if (effect.waitsFor === 0) free.push(effect);
    }
  }
  // Sorting is stable, and they stand by time and id already.
  return byTime.sort((a, b) => a.depth - b.depth);
}

class Part {
  readonly ids = new Set<string>();
  readonly #byId: ReadonlyMap<string, Placed>;

  constructor(order: readonly Placed[]) {
    this.#byId = new Map(order.map((each) => [each.node.id, each]));
  }

  /** Adds each with all that led to it, as long as the whole stays within `room`. */
  addEach(wanted: readonly Placed[], room: number): void {
    let failed = 0;
    for (const each of wanted) {
      if (failed >= MOST_TRIES || this.ids.size >= room) return;
      const missing = this.#missing(each, room - this.ids.size);
      if (missing === null) failed += 1;
      else for (const id of missing) this.ids.add(id);
    }
  }

  /** The record and what led to it, as far as it is not there yet; null where that is more than `room`. */
  #missing(last: Placed, room: number): Set<string> | null {
    if (this.ids.has(last.node.id)) return new Set();
    const missing = new Set([last.node.id]);
    for (const id of missing) {
      if (missing.size > room) return null;
      for (const cause of this.#byId.get(id)?.causes ?? []) if (!this.ids.has(cause.node.id)) missing.add(cause.node.id);
    }
    return missing;
  }
}
