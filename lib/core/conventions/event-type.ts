import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates } from '#lib/core/conventions/event-input.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';

/** Long type names (.NET's with assemblies) are cut to this many characters. */
const LONGEST_TYPE = 200;

export function readEventType(input: EventInput): string | null {
  for (const found of candidates(input, input.conventions.eventType, 'type')) {
    const value = keyValue(found.value, found.from, input.note);
    if (value !== null) return bareType(value, found.from).slice(0, LONGEST_TYPE).toWellFormed();
  }
  return null;
}

/** NServiceBus lists a message's types, the most specific first, each as .NET writes it: `Sales.OrderPlaced, Sales.Messages, Version=1.0.0.0, …; …`. */
function bareType(value: string, from: string): string {
  return from.toLowerCase() === 'nservicebus.enclosedmessagetypes' ? value.split(/[,;]/, 1)[0]!.trim() || value : value;
}
