import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Customer, Merged } from '../../../contract/customers.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { reasonOf } from '../business/work.ts';
import { isolate } from '../i18n/isolate.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { cleanName } from '../thread/clean.ts';
import { useFieldLabel } from './clashes.tsx';
import { useCustomerFields } from './fields.ts';
import { useCustomerWords } from './words.ts';

/** Who turned out to be this customer, as long as that can be undone. */
export function MergedList({ customer, merged }: { customer: Customer; merged: readonly Merged[] }) {
  const words = useCustomerWords();
  const all = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const queries = useQueryClient();
  const label = useFieldLabel(useCustomerFields());
  const [busy, setBusy] = useState<string>();
  const [told, setTold] = useState('');
  const [trouble, setTrouble] = useState('');
  const undo = async (other: Merged): Promise<void> => {
    setBusy(other.id);
    setTrouble('');
    try {
      const input = { params: { id: customer.id, other: other.id }, ifMatch: customer.version };
      const { stayed } = await desk.call('DELETE /v1/customers/{id}/merges/{other}', input);
      const rest = stayed.length > 0 ? ` ${words.merged.stayed(stayed.map(label).join(', '))}` : '';
      setTold(words.merged.undone + rest);
    } catch (failure) {
      setTrouble(reasonOf(failure, all));
    } finally {
      setBusy(undefined);
      void queries.invalidateQueries({ queryKey: ['customer', desk.business] });
    }
  };
  return (
    <>
      <ul className="flex flex-col gap-3 empty:hidden">
        {merged.map((other) => (
          <li key={other.id} className="flex flex-col items-start gap-1 text-sm">
            <p className="max-w-full wrap-anywhere">
              <bdi>{cleanName(other.name ?? '')}</bdi>{' '}
              <bdi dir="ltr" className="text-soft">
                {other.phone}
              </bdi>
            </p>
            <p className="text-xs text-soft">{words.merged.line(isolate(cleanName(other.by)), formats.full(other.at))}</p>
            {desk.may('customers.edit') ? (
              <>
                <Button busy={busy === other.id} disabled={busy !== undefined} onClick={() => void undo(other)}>
                  {words.merged.undo}
                </Button>
                <p className="text-xs text-pretty text-soft">
                  {words.merged.undoHint} {words.merge.undoable(formats.full(other.undoUntil))}
                </p>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <p role="status" className="text-sm text-accent empty:hidden">
        {told}
      </p>
      <p role="alert" className="rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger empty:hidden">
        {trouble}
      </p>
    </>
  );
}
