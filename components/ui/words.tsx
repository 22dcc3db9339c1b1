'use client';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';

const RFC3339 = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the server's, with the times in it as the reader writes them. */
export function Words({ text }: { text: string }) {
  return <bdi className="wrap-anywhere">{text.split(RFC3339).map((part, index) => (index % 2 === 1 ? <Time key={index} at={part} /> : visibleText(part)))}</bdi>;
}
