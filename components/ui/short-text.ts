import { visibleText } from '#components/ui/visible-text.ts';

/** As much of a text as a row can show, with nothing in it that cannot be seen. */
export function shortText(text: string, most = 160): string {
  return text.length > most ? `${visibleText(text.slice(0, most))}…` : visibleText(text);
}
