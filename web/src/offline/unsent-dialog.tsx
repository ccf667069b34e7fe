import { useWordsOf } from '../i18n/area.ts';
import { Button } from '../look/button.tsx';
import { Dialog } from '../look/dialog.tsx';
import { words as catalogues } from '../updates/words.ts';

/** Before signing out throws unsent messages away. */
export function UnsentDialog({ count, stay, leave }: { count: number; stay: () => void; leave: () => void }) {
  const { unsent: words } = useWordsOf(catalogues);
  return (
    <Dialog title={words.title} closeLabel={words.stay} close={stay}>
      <div className="flex flex-col gap-4 px-5 pb-5">
        <p className="text-pretty">{words.text(count)}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={leave}>{words.leave}</Button>
          <Button look="primary" onClick={stay}>
            {words.stay}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** What was still to be sent in a business that the person has left, or was made to. */
export function LostDialog({ count, close }: { count: number; close: () => void }) {
  const { lost: words } = useWordsOf(catalogues);
  return (
    <Dialog title={words.title} closeLabel={words.close} close={close}>
      <div className="flex flex-col gap-4 px-5 pb-5">
        <p className="text-pretty">{words.text(count)}</p>
        <Button look="primary" onClick={close} className="self-end">
          {words.close}
        </Button>
      </div>
    </Dialog>
  );
}
