import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Customer, MergePreview } from '../../../contract/customers.ts';
import { Refused } from '../api/client.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { reasonOf } from '../business/work.ts';
import { isolate } from '../i18n/isolate.ts';
import { useLocale, useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Dialog } from '../look/dialog.tsx';
import { Failed, Loading } from '../look/notice.tsx';
import { CustomerSearch } from '../search/customer-search.tsx';
import { cleanName, cleanText } from '../thread/clean.ts';
import { ownField, useFieldLabel } from './clashes.tsx';
import { useCustomerFields, valueInWords } from './fields.ts';
import { useCustomerWords } from './words.ts';

interface MergeDialogProps {
  readonly customer: Customer;
  readonly name: string;
  readonly close: () => void;
}

/** First who the other one is, then what merging would do, then it is done. */
export function MergeDialog({ customer, name, close }: MergeDialogProps) {
  const words = useCustomerWords();
  const [other, setOther] = useState<Customer['id']>();
  const [done, setDone] = useState(false);
  return (
    <Dialog title={words.merge.title} closeLabel={words.close} close={close}>
      <div className="flex flex-col gap-4 px-5 pb-5">
        {done ? (
          <>
            <p role="status">{words.merge.done}</p>
            <div>
              <Button look="primary" onClick={close}>
                {words.close}
              </Button>
            </div>
          </>
        ) : other === undefined ? (
          <Choose own={customer.id} choose={setOther} />
        ) : (
          <Preview own={customer.id} ownName={name} other={other} back={() => setOther(undefined)} done={() => setDone(true)} />
        )}
      </div>
    </Dialog>
  );
}

function Choose({ own, choose }: { own: Customer['id']; choose: (id: Customer['id']) => void }) {
  const { merge, failed } = useCustomerWords();
  const { search, none } = merge;
  return (
    <>
      <p className="text-sm text-pretty text-soft">{merge.hint}</p>
      <CustomerSearch
        words={{ search, failed, none, choose: (name) => merge.choose(isolate(name)) }}
        without={own}
        choose={choose}
      />
    </>
  );
}

interface PreviewProps {
  readonly own: Customer['id'];
  readonly ownName: string;
  readonly other: Customer['id'];
  readonly back: () => void;
  readonly done: () => void;
}
type Choice = 'this' | 'other' | 'both';

function Preview({ own, ownName, other, back, done }: PreviewProps) {
  const words = useCustomerWords();
  const all = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const queries = useQueryClient();
  const label = useFieldLabel(useCustomerFields());
  const [keep, setKeep] = useState<Readonly<Record<string, Choice>>>({});
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const query = useQuery({
    queryKey: ['merge', desk.business, own, other],
    queryFn: () => desk.call('POST /v1/customers/{id}/merge/preview', { params: { id: own }, body: { other } }),
    staleTime: 0,
    gcTime: 0,
  });
  const preview = query.data;
  if (query.isError) return <Failed title={reasonOf(query.error, all)} retry={() => void query.refetch()} />;
  if (!preview) {
    return (
      <Loading>
        <div className="h-40 rounded-2xl bg-hover" />
      </Loading>
    );
  }
  const otherName = cleanName(preview.other.name ?? preview.other.profileName ?? preview.other.phone ?? '');
  const merge = async (): Promise<void> => {
    setBusy(true);
    setTrouble('');
    try {
      const body = { other, otherVersion: preview.other.version, keep: { ...keep } };
      await desk.call('POST /v1/customers/{id}/merge', { params: { id: own }, body, ifMatch: preview.this.version });
      await queries.invalidateQueries({ queryKey: ['customer', desk.business] });
      done();
    } catch (failure) {
      const stale = failure instanceof Refused && failure.code === 'changed';
      setTrouble(stale ? words.merge.changed : reasonOf(failure, all));
      if (stale) await query.refetch();
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className="font-medium">{words.merge.into(isolate(otherName), isolate(ownName))}</p>
      <section className="flex flex-col gap-1 text-sm">
        <h3 className="text-soft">{words.merge.known}</h3>
        <ul className="flex flex-col gap-0.5">
          {knownBy(preview).map((name) => (
            <li key={name}>
              <bdi dir="ltr">{name}</bdi>
            </li>
          ))}
        </ul>
        <p>{words.merge.conversations(preview.conversations.length)}</p>
        {preview.gets.length > 0 ? (
          <p>
            <span className="text-soft">{words.merge.gets}:</span> {preview.gets.map(label).join(', ')}
          </p>
        ) : null}
      </section>
      {preview.conflicts.length > 0 ? (
        <section className="flex flex-col gap-3">
          <h3 className="text-sm font-semibold">{words.merge.conflicts}</h3>
          {preview.conflicts.map((conflict) => (
            <ConflictChoice
              key={conflict.field}
              conflict={conflict}
              label={label(conflict.field)}
              chosen={keep[conflict.field] ?? 'this'}
              choose={(value) => setKeep({ ...keep, [conflict.field]: value })}
            />
          ))}
        </section>
      ) : null}
      <p className="text-sm text-soft">{words.merge.undoable(formats.full(preview.undoUntil))}</p>
      <p role="alert" className="rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger empty:hidden">
        {trouble}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" busy={busy} onClick={() => void merge()}>
          {words.merge.submit}
        </Button>
        <Button onClick={back}>{words.merge.back}</Button>
      </div>
    </>
  );
}

/** Numbers as people write them; an id of the provider says nothing to anybody, unless there is nothing else. */
function knownBy({ identities }: MergePreview): readonly string[] {
  const numbers = identities.flatMap(({ name }) => (name.startsWith('wa:') ? [`+${name.slice(3)}`] : []));
  return [...new Set(numbers.length > 0 ? numbers : identities.map(({ name }) => name.slice(name.indexOf(':') + 1)))];
}

interface ConflictChoiceProps {
  readonly conflict: MergePreview['conflicts'][number];
  readonly label: string;
  readonly chosen: Choice;
  readonly choose: (value: Choice) => void;
}

function ConflictChoice({ conflict, label, chosen, choose }: ConflictChoiceProps) {
  const words = useCustomerWords();
  const locale = useLocale();
  const field = ownField(useCustomerFields(), conflict.field);
  const shown = (value: string): string => cleanText(valueInWords(field, value, locale));
  const options: readonly (readonly [Choice, string])[] = [
    ['this', shown(conflict.this)],
    ['other', shown(conflict.other)],
    ...(conflict.field === 'notes' ? ([['both', words.merge.both]] as const) : []),
  ];
  return (
    <fieldset className="flex flex-col gap-1 rounded-xl border border-edge p-3">
      <legend className="px-1 text-sm font-medium">{label}</legend>
      {options.map(([value, text]) => (
        <label key={value} className="flex min-h-11 items-center gap-3">
          <input
            type="radio"
            name={`keep-${conflict.field}`}
            checked={chosen === value}
            onChange={() => choose(value)}
            className="size-5 shrink-0 accent-accent"
          />
          <bdi className="min-w-0 wrap-anywhere whitespace-pre-wrap">{text}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
