import type { CustomerId } from '../../../contract/ids.ts';
import { Dialog } from '../look/dialog.tsx';
import { CustomerSearch } from '../search/customer-search.tsx';
import { useLibraryWords } from './words.ts';

/** Whose files are to be shown. */
export function ChooseCustomer({ choose, close }: { choose: (id: CustomerId, name: string) => void; close: () => void }) {
  const { chooseTitle, close: closeLabel, search, searchFailed: failed, nobody: none } = useLibraryWords();
  return (
    <Dialog title={chooseTitle} closeLabel={closeLabel} close={close}>
      <div className="flex min-h-56 flex-col gap-4 px-5 pb-5">
        <CustomerSearch words={{ search, failed, none }} choose={choose} />
      </div>
    </Dialog>
  );
}
