import { type RefObject, useEffect, useRef } from 'react';
import { useWords } from '../i18n/language.ts';
import { cleanName } from '../thread/clean.ts';

let shownOnce = false;

/**
 * Names the page in the browser's tab and gives a ref for its heading: after going from one page to another the heading is
 * focused, so that a screen reader says where one is and the keyboard goes on from there (unless something else is to be).
 */
export function usePageTitle(title: string, focus = true): RefObject<HTMLHeadingElement | null> {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${cleanName(title)} · ${words.appName}`;
    return () => {
      document.title = words.appName;
    };
  }, [title, words]);
  useEffect(() => {
    if (shownOnce && focus) heading.current?.focus();
    shownOnce = true;
  }, [focus]);
  return heading;
}
