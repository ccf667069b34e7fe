import { Download } from 'lucide-react';
import { useState } from 'react';
import { useWordsOf } from '../i18n/area.ts';
import { Button } from '../look/button.tsx';
import { HowSheet } from './how-sheet.tsx';
import { install } from './offer.ts';
import { words as catalogues } from './words.ts';

/** In the menu, for whoever looks for it. */
export function InstallButton() {
  const words = useWordsOf(catalogues);
  const [explaining, setExplaining] = useState(false);
  const go = async (): Promise<void> => {
    if ((await install()) === 'explain') setExplaining(true);
  };
  return (
    <>
      <Button onClick={() => void go()}>
        <Download size={18} aria-hidden="true" />
        {words.menu}
      </Button>
      {explaining ? <HowSheet close={() => setExplaining(false)} /> : null}
    </>
  );
}
