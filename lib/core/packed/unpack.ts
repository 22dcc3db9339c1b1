import { CONSTANTS, NODE, NUMBER, STRING, type Packed } from '#lib/core/packed/pack.ts';

/** What was packed; equal parts of it are one object. */
export function unpack({ strings, numbers, shapes, nodes, root }: Packed): unknown {
  const made: unknown[] = [];
  const value = (reference: number): unknown => {
    const index = reference >> 2;
    switch (reference & 3) {
      case STRING: return strings[index];
      case NODE: return made[index];
      case NUMBER: return numbers[index];
      default: return CONSTANTS[index];
    }
  };
  for (let at = 0; at < nodes.length; ) {
    const head = nodes[at++]!;
    if (head < 0) {
      const items: unknown[] = [];
      for (const end = at - 1 - head; at < end; at++) items.push(value(nodes[at]!));
      made.push(items);
      continue;
    }
    const object: Record<string, unknown> = {};
    for (const key of shapes[head]!) {
      const part = value(nodes[at++]!);
      // As a name of a property it would be its prototype.
      if (key === '__proto__') Object.defineProperty(object, key, { value: part, enumerable: true, configurable: true, writable: true });
      else object[key] = part;
    }
    made.push(object);
  }
  return value(root);
}
