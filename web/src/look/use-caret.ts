import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Puts the caret of a field to a place in the text that is about to come: with that text, before anybody can press a key. */
export function useCaret(field: RefObject<HTMLTextAreaElement | null>): (place: number) => void {
  const wanted = useRef<number>(undefined);
  useLayoutEffect(() => {
    const place = wanted.current;
    if (place === undefined) return;
    wanted.current = undefined;
    field.current?.focus();
    field.current?.setSelectionRange(place, place);
  });
  return (place) => {
    wanted.current = place;
  };
}
