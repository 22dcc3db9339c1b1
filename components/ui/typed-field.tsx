'use client';
import { useEffect, useRef, useState } from 'react';
import { Field } from '#components/ui/field.tsx';

const TYPING_MS = 300;

interface TypedFieldProps {
  label: string;
  text: string;
  onText: (text: string) => void;
  placeholder?: string;
  title?: string;
  maxLength?: number;
  className?: string;
}

/** Tells the text after a pause in typing or at Enter, and follows the address where that changes by other means. */
export function TypedField({ label, text, onText, placeholder = label, title, maxLength = 500, className }: TypedFieldProps) {
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
  const say = (value: string) => {
    if (value === told.current) return;
    told.current = value;
    tell.current(value);
  };
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
      aria-label={label}
      placeholder={placeholder}
      title={title}
      maxLength={maxLength}
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && say(typed)}
      className={className}
    />
  );
}
