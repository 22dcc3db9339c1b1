'use client';
import { useEffect, useRef, useState } from 'react';
import { Field } from '#components/ui/field.tsx';

const TYPING_MS = 250;

/** Tells the text after a pause in typing, and follows the address where that changes by other means. */
export function TextFilter({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const told = useRef(text);
  const tell = useRef(onText);
  useEffect(() => {
    tell.current = onText;
  });
  useEffect(() => {
    if (text === told.current) return;
    told.current = text;
    setTyped(text);
  }, [text]);
  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      tell.current(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Field
      type="search"
      aria-label="Filter by text"
      placeholder="Filter by text"
      title="In keys, types, services, topics and failure messages"
      maxLength={500}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      className="w-40 min-[1200px]:w-52"
    />
  );
}
