import { Download } from 'lucide-react';
import { useState } from 'react';
import { useWordsOf } from '../i18n/area.ts';
import { Button } from '../look/button.tsx';
import { useStore } from '../look/use-store.ts';
import { HowSheet } from './how-sheet.tsx';
import { dismiss, install, way } from './offer.ts';
import { words as catalogues } from './words.ts';

/** Below the conversations, where nobody is in the middle of something; once said "not now", it does not come back. */
export function InstallCard({ close }: { close: () => void }) {
  const words = useWordsOf(catalogues);
  const byHand = useStore(way)?.type === 'by-hand';
  const [explaining, setExplaining] = useState(false);
  const later = (): void => {
    dismiss(localStorage);
    close();
  };
  const go = async (): Promise<void> => {
    if ((await install()) === 'explain') setExplaining(true);
    else close();
  };
  return (
    <section aria-label={words.title} className="flex flex-col gap-2 border-t border-line bg-surface px-4 py-3 text-sm">
      <p className="flex items-start gap-3">
        <Download size={18} aria-hidden="true" className="mt-0.5 shrink-0 text-accent" />
        <span className="text-pretty">
          <strong className="block font-semibold">{words.title}</strong>
          <span className="text-soft">{words.hint}</span>
        </span>
      </p>
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={later}>
          {words.later}
        </Button>
        <Button onClick={() => void go()}>{byHand ? words.how : words.install}</Button>
      </div>
      {explaining ? <HowSheet close={later} /> : null}
    </section>
  );
}
