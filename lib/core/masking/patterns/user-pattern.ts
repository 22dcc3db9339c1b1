import { RE2JS } from 're2js';
import type { Match, Pattern } from '#lib/core/masking/patterns/pattern.ts';

/**
 * A pattern that somebody configured. RE2's syntax and RE2's promise: its time is linear in the text, so that no message can stop the collector.
 * Where it has a group, the first is what is masked. Throws `RE2JSException` where the expression is none.
 */
export function userPattern(name: string, expression: string): Pattern {
  const compiled = RE2JS.compile(expression);
  const group = compiled.groupCount() > 0 ? 1 : 0;
  return {
    name,
    // What is anchored may be so to the ends of a part.
    findsInWhole: !/[\^$]|\\[AbBzQ]/.test(expression),
    find: (text) => {
      const found: Match[] = [];
      for (const matcher = compiled.matcher(text); matcher.find(); ) {
        const [start, end] = matcher.start(group) < 0 ? [matcher.start(), matcher.end()] : [matcher.start(group), matcher.end(group)];
        if (end > start) found.push({ start, end, value: text.slice(start, end) });
      }
      return found;
    },
  };
}
