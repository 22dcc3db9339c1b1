'use client';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

const POINTER_RESTS_MS = 4000;

/** Whether the reader is busy with the list: it is scrolled, the pointer moves over it, a row is chosen, or text in it is selected. */
export function useHeld(list: RefObject<HTMLElement | null>, chosen: boolean) {
  const [scrolled, setScrolled] = useState(false);
  const [pointed, setPointed] = useState(false);
  const [selecting, setSelecting] = useState(false);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const onSelection = () => {
      const selection = document.getSelection();
      setSelecting(Boolean(selection && !selection.isCollapsed && list.current?.contains(selection.anchorNode)));
    };
    document.addEventListener('selectionchange', onSelection);
    return () => {
      document.removeEventListener('selectionchange', onSelection);
      clearTimeout(rest.current);
    };
  }, [list]);

  const onScroll = useCallback(() => setScrolled((list.current?.scrollTop ?? 0) > 4), [list]);
  const onPointerLeave = useCallback(() => {
    clearTimeout(rest.current);
    setPointed(false);
  }, []);
  const onPointerMove = useCallback(() => {
    clearTimeout(rest.current);
    rest.current = setTimeout(() => setPointed(false), POINTER_RESTS_MS);
    setPointed(true);
  }, []);

  return { held: scrolled || pointed || selecting || chosen, handlers: { onScroll, onPointerMove, onPointerLeave } };
}
