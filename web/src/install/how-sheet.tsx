import { type LucideIcon, Share, SquareCheck, SquarePlus } from 'lucide-react';
import { useWordsOf } from '../i18n/area.ts';
import { Button } from '../look/button.tsx';
import { Dialog } from '../look/dialog.tsx';
import { words as catalogues } from './words.ts';

/** On iPhones and iPads a page cannot ask to be installed: the way there, step by step. */
export function HowSheet({ close }: { close: () => void }) {
  const words = useWordsOf(catalogues);
  return (
    <Dialog title={words.sheet} closeLabel={words.close} close={close}>
      <ol className="flex flex-col gap-4 px-5 pt-1 pb-5">
        <Step icon={Share} text={words.share} />
        <Step icon={SquarePlus} text={words.add} />
        <Step icon={SquareCheck} text={words.open} />
        <li className="flex justify-end">
          <Button onClick={close}>{words.close}</Button>
        </li>
      </ol>
    </Dialog>
  );
}

function Step({ icon: Icon, text }: { icon: LucideIcon; text: string }) {
  return (
    <li className="flex items-start gap-3">
      <span aria-hidden="true" className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-selected text-accent">
        <Icon size={20} />
      </span>
      <span className="self-center text-pretty">{text}</span>
    </li>
  );
}
