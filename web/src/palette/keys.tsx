import { useEffect, useState } from 'react';
import { useCommand } from '../business/commands.ts';
import { useDesk } from '../business/context.tsx';
import { lazily } from '../look/lazily.tsx';
import { commandOf } from './key-map.ts';
import { lettersOn } from './letters.ts';

const Palette = lazily<{ home: string; close: () => void }>(async () => (await import('./palette.tsx')).Palette);
const KeySheet = lazily<{ close: () => void }>(async () => (await import('./key-sheet.tsx')).KeySheet);

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Listens for the keys of the business, and shows what they open. */
export function Keys({ home }: { home: string }) {
  const { commands } = useDesk();
  const [shown, setShown] = useState<'palette' | 'keys'>();
  useCommand('palette', () => setShown('palette'));
  useCommand('keys', () => setShown('keys'));
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      // What lies on top has the keys.
      if (document.querySelector('dialog[open]')) return;
      if (event.target instanceof Element && event.target.closest('[role=dialog]')) return;
      const name = commandOf(event, { writing: isWriting(event.target), letters: lettersOn(localStorage) });
      if (name !== undefined && commands.run(name)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [commands]);
  const close = (): void => setShown(undefined);
  if (shown === 'palette') return <Palette home={home} close={close} />;
  return shown === 'keys' ? <KeySheet close={close} /> : null;
}
