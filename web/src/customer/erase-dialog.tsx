import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import type { Customer } from '../../../contract/customers.ts';
import { Refused } from '../api/client.ts';
import { useDesk } from '../business/context.tsx';
import { reasonOf } from '../business/work.ts';
import { isolate } from '../i18n/isolate.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Dialog } from '../look/dialog.tsx';
import { Field } from '../look/field.tsx';
import { newKey } from '../settings/here.ts';
import { DownloadButton } from './download-button.tsx';
import { useCustomerWords } from './words.ts';

interface EraseDialogProps {
  readonly customer: Customer;
  /** What has to be typed. */
  readonly name: string;
  readonly close: (erased: boolean) => void;
}

/** Says what goes, offers a copy, has the name typed, and then follows how far it is. */
export function EraseDialog({ customer, name, close }: EraseDialogProps) {
  const words = useCustomerWords();
  const all = useWords();
  const desk = useDesk();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const [erasure, setErasure] = useState<string>();
  // One for all tries of this dialog: a second press, or a lost answer, makes no second erasure.
  const key = useRef(newKey());
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWrong(undefined);
    setTrouble('');
    if (typed.trim() === '') return setWrong(words.erase.wrong);
    setBusy(true);
    try {
      const input = { params: { id: customer.id }, body: { typed }, idempotencyKey: key.current };
      setErasure((await desk.call('POST /v1/customers/{id}/erasure', input)).id);
    } catch (failure) {
      if (failure instanceof Refused && failure.code === 'invalid-body') setWrong(words.erase.wrong);
      else setTrouble(reasonOf(failure, all));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.erase.title} closeLabel={words.close} close={() => close(erasure !== undefined)}>
      <div className="flex flex-col gap-4 px-5 pb-5">
        {erasure === undefined ? (
          <form noValidate autoComplete="off" className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
            <p className="text-pretty">{words.erase.hint}</p>
            <p className="text-sm text-pretty text-soft">{words.erase.again}</p>
            {desk.may('customers.export') ? (
              <div className="flex flex-col gap-2">
                <p className="text-sm text-soft">{words.erase.export}</p>
                <DownloadButton id={customer.id} />
              </div>
            ) : null}
            <Field
              label={words.erase.typed(isolate(name))}
              dir="auto"
              value={typed}
              error={wrong}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <p role="alert" className="rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger empty:hidden">
              {trouble}
            </p>
            <div className="flex flex-wrap gap-2">
              <Button type="submit" look="primary" busy={busy} className="bg-danger! text-ground!">
                {words.erase.submit}
              </Button>
              <Button onClick={() => close(false)}>{words.cancel}</Button>
            </div>
          </form>
        ) : (
          <Progress id={erasure} close={() => close(true)} />
        )}
      </div>
    </Dialog>
  );
}

const everyMs = 10_000;

function Progress({ id, close }: { id: string; close: () => void }) {
  const words = useCustomerWords();
  const desk = useDesk();
  const query = useQuery({
    queryKey: ['erasure', desk.business, id],
    queryFn: ({ signal }) => desk.call('GET /v1/customer-erasures/{id}', { params: { id } }, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : everyMs),
  });
  return (
    <>
      <p role="status" className="text-pretty">
        {query.data?.state === 'done' ? words.erase.done : words.erase.waiting}
      </p>
      <div>
        <Button look="primary" onClick={close}>
          {words.erase.close}
        </Button>
      </div>
    </>
  );
}
