import { useState } from 'react';
import { useWordsOf } from '../i18n/area.ts';
import { Button } from '../look/button.tsx';
import { useStore } from '../look/use-store.ts';
import { isUnfinished } from './unfinished.ts';
import { update } from './updates.ts';
import { words as catalogues } from './words.ts';

/** Tells of a newer version. Nothing is loaded again unless somebody asks for it, and says so twice where something is open. */
export function UpdateNotice() {
  const words = useWordsOf(catalogues);
  const state = useStore(update);
  const [asking, setAsking] = useState(false);
  const reload = (): void => {
    if (!asking && isUnfinished(localStorage, document)) setAsking(true);
    else location.reload();
  };
  const leave = (): void => {
    setAsking(false);
    update.set('none');
  };
  return (
    <div className="pointer-events-auto flex max-w-xl flex-wrap items-center md:flex-nowrap justify-end gap-2 rounded-2xl border border-edge bg-raised p-2 ps-4 text-sm shadow-lg">
      <p className="grow basis-48 text-pretty md:basis-auto">
        {asking ? words.unfinished : state === 'gone' ? words.gone : words.update}
      </p>
      <Button look="quiet" className="shrink-0" onClick={leave}>
        {asking ? words.stay : words.later}
      </Button>
      <Button look="primary" className="shrink-0" onClick={reload}>
        {asking ? words.reloadAnyway : words.reload}
      </Button>
    </div>
  );
}
