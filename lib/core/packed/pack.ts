/**
 * JSON in which everything stands once: thousands of spans repeat the same names, resources and references, and a page that carries them
 * takes several times as long to arrive and to be read as one that carries them packed. Nothing is lost but the identity of equal parts,
 * which are one object afterwards: they must not be changed.
 *
 * `strings` and `numbers` hold each value once, `shapes` the keys of objects. `nodes` holds objects and arrays one after the other, parts
 * before what they are part of: the number of the shape and a reference for each key, or -1 - length and a reference for each item.
 * A reference is four times an index, and what it is an index of.
 */
export interface Packed {
  readonly strings: readonly string[];
  readonly numbers: readonly number[];
  readonly shapes: readonly (readonly string[])[];
  readonly nodes: readonly number[];
  readonly root: number;
}

export const STRING = 0;
export const NODE = 1;
export const CONSTANT = 2;
export const NUMBER = 3;
export const CONSTANTS = [null, false, true] as const;

/** Any JSON; properties that are `undefined` are left out, as JSON.stringify does. Throws `RangeError` for what nests thousands deep. */
export function pack(value: unknown): Packed {
  const strings = new Table<string>();
  const numbers = new Table<number>();
  const shapes = new Shapes();
  const nodes = new Nodes();
  /** Parts of what is being read, each object's or array's on top of those of what it is in. */
  const parts: number[] = [];
  /** What is one object already, as the resource of thousands of spans is, is read once. */
  const read = new Map<object, number>();

  const refer = (each: unknown): number => {
    switch (typeof each) {
      case 'string': return strings.index(each) * 4 + STRING;
      // What JSON has no word for is null, as JSON.stringify does.
      case 'number': return Number.isFinite(each) ? numbers.index(each) * 4 + NUMBER : CONSTANT;
      case 'boolean': return (each ? 2 : 1) * 4 + CONSTANT;
      case 'object': break;
      default: return CONSTANT;
    }
    if (each === null) return CONSTANT;
    const known = read.get(each);
    if (known !== undefined) return known;
    const base = parts.push(0) - 1;
    if (Array.isArray(each)) {
      parts[base] = -1 - each.length;
      for (const item of each) parts.push(refer(item));
    } else {
      let shape = shapes.none;
      // The keys that are its own, as a list: a list of pairs would be made for each object anew.
      for (const key of Object.keys(each)) {
        const part = (each as Readonly<Record<string, unknown>>)[key];
        if (part === undefined) continue;
        shape = shapes.with(shape, key);
        parts.push(refer(part));
      }
      parts[base] = shapes.number(shape);
    }
    const reference = nodes.index(parts, base) * 4 + NODE;
    parts.length = base;
    read.set(each, reference);
    return reference;
  };
  const root = refer(value);
  return { strings: strings.values, numbers: numbers.values, shapes: shapes.values, nodes: nodes.values, root };
}

class Table<Value> {
  readonly values: Value[] = [];
  readonly #known = new Map<Value, number>();

  index(value: Value): number {
    let index = this.#known.get(value);
    if (index === undefined) {
      this.#known.set(value, (index = this.values.length));
      this.values.push(value);
    }
    return index;
  }
}

interface Shape {
  readonly keys: readonly string[];
  readonly longer: Map<string, Shape>;
  number: number | null;
}

/** Lists of keys, found key by key: most objects are of a few kinds. */
class Shapes {
  readonly none: Shape = { keys: [], longer: new Map(), number: null };
  readonly values: (readonly string[])[] = [];

  with(shape: Shape, key: string): Shape {
    let longer = shape.longer.get(key);
    if (longer === undefined) shape.longer.set(key, (longer = { keys: [...shape.keys, key], longer: new Map(), number: null }));
    return longer;
  }

  number(shape: Shape): number {
    shape.number ??= this.values.push(shape.keys) - 1;
    return shape.number;
  }
}

/** Lists of numbers, each kept once. Found by a hash of our own, in a table without objects: a text of each would take most of the time. */
class Nodes {
  readonly values: number[] = [];
  readonly #starts: number[] = [];
  readonly #hashes: number[] = [];
  /** By hash, the next free place after it where that is taken: 1 + the number of a node, or 0. Never more than half full. */
  #places = new Int32Array(1 << 12);

  /** Of what stands in `parts` from `base` on. */
  index(parts: readonly number[], base: number): number {
    let hash = 17;
    for (let at = base; at < parts.length; at++) hash = (Math.imul(hash, 31) + parts[at]!) | 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d); // neighbours in a list differ in their low bits only
    let place = this.#firstPlace(hash);
    for (let found = this.#places[place]!; found !== 0; found = this.#places[place]!) {
      if (this.#hashes[found - 1] === hash && this.#isSame(found - 1, parts, base)) return found - 1;
      place = (place + 1) & (this.#places.length - 1);
    }
    const index = this.#starts.push(this.values.length) - 1;
    this.#hashes.push(hash);
    for (let at = base; at < parts.length; at++) this.values.push(parts[at]!);
    this.#places[place] = index + 1;
    if (this.#starts.length * 2 > this.#places.length) this.#grow();
    return index;
  }

  #firstPlace(hash: number): number {
    return (hash ^ (hash >>> 16)) & (this.#places.length - 1);
  }

  #grow(): void {
    this.#places = new Int32Array(this.#places.length * 4);
    for (const [index, hash] of this.#hashes.entries()) {
      let place = this.#firstPlace(hash);
      while (this.#places[place] !== 0) place = (place + 1) & (this.#places.length - 1);
      this.#places[place] = index + 1;
    }
  }

  #isSame(index: number, parts: readonly number[], base: number): boolean {
    const start = this.#starts[index]!;
    const length = parts.length - base;
    if ((this.#starts[index + 1] ?? this.values.length) - start !== length) return false;
    for (let at = 0; at < length; at++) if (this.values[start + at] !== parts[base + at]) return false;
    return true;
  }
}
