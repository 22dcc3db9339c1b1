import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates } from '#lib/core/conventions/event-input.ts';
import { joinText } from '#lib/core/conventions/join-text.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import type { Key } from '#lib/core/conventions/reading.ts';

/** One key for each rule that finds a value. They find flows, and join only where configuration says so. */
export function businessKeys(input: EventInput): readonly Key[] {
  return input.conventions.businessKeys.flatMap((rule): Key[] => {
    for (const found of candidates(input, rule, null)) {
      const value = keyValue(found.value, found.from, input.note);
      if (value === null) continue;
      return [{ kind: 'business', name: rule.name, value, from: found.from, join: rule.joins ? joinText.business(rule.name, value) : null }];
    }
    return [];
  });
}
