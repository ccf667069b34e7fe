import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { Customer } from '../../../contract/customers.ts';
import { type Output, Refused } from '../api/client.ts';
import { useDesk } from '../business/context.tsx';
import { customerKey } from '../business/queries.ts';
import { reasonOf } from '../business/work.ts';
import { useLocale, useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Field } from '../look/field.tsx';
import { Clashes } from './clashes.tsx';
import { type Clash, changesOf, type Draft, draftOf, rebased, type Wrong, withValue, wrongIn, wrongValue } from './draft.ts';
import { FieldInputs } from './field-inputs.tsx';
import { useCustomerFields } from './fields.ts';
import { useCustomerWords } from './words.ts';

interface CustomerFormProps {
  readonly customer: Customer;
  readonly done: () => void;
}

type Known = Output<'GET /v1/customers/{id}'>;

export function CustomerForm({ customer, done }: CustomerFormProps) {
  const words = useCustomerWords();
  const all = useWords();
  const locale = useLocale();
  const desk = useDesk();
  const queries = useQueryClient();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [before, setBefore] = useState(customer);
  const [draft, setDraft] = useState<Draft>(() => draftOf(customer));
  const [wrong, setWrong] = useState<readonly Wrong[]>([]);
  const [trouble, setTrouble] = useState('');
  const [clashes, setClashes] = useState<readonly Clash[]>([]);
  const [looked, setLooked] = useState(false);
  const fields = useCustomerFields();
  const [busy, setBusy] = useState(false);
  const key = customerKey(desk.business, customer.id);
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const error = (field: Wrong): string | undefined => (wrong.includes(field) ? words.wrong[field] : undefined);
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const languages = [
    ...new Set([...desk.membership.business.languages, ...(draft.language ? [draft.language] : []), 'ar', 'en']),
  ];
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = wrongIn(draft);
    setWrong(found);
    setLooked(true);
    setTrouble('');
    if (found.length > 0 || fields.some((field) => wrongValue(field, draft.fields[field.id] ?? '') !== undefined)) {
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    const body = changesOf(draftOf(before), draft);
    if (Object.keys(body).length === 0) return done();
    setBusy(true);
    try {
      const saved = await desk.call('PATCH /v1/customers/{id}', { params: { id: customer.id }, body, ifMatch: before.version });
      queries.setQueryData<Known>(key, (known) => known && { ...known, ...saved });
      void queries.invalidateQueries({ queryKey: key });
      done();
    } catch (failure) {
      if (failure instanceof Refused && failure.code === 'changed') {
        const now = await desk.call('GET /v1/customers/{id}', { params: { id: customer.id } }).catch(() => undefined);
        if (now) {
          queries.setQueryData<Known>(key, now);
          // What this person did not touch is taken over; what they wrote stays, and what both wrote is shown side by side.
          const next = rebased(draftOf(before), draft, draftOf(now));
          setDraft(next.draft);
          setClashes(next.clashes);
          setBefore(now);
          setTrouble(next.clashes.length > 0 ? words.clash : words.changed);
        } else setTrouble(words.changed);
      } else setTrouble(reasonOf(failure, all));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} noValidate autoComplete="off" className="flex flex-col gap-4" onSubmit={(event) => void save(event)}>
      <Field
        autoFocus
        label={words.name}
        hint={words.nameHint}
        error={error('name')}
        dir="auto"
        value={draft.name}
        placeholder={customer.profileName ?? ''}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <Field
        label={words.email}
        error={error('email')}
        inputMode="email"
        dir="ltr"
        value={draft.email}
        onChange={({ currentTarget }) => set({ email: currentTarget.value })}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-language`} className="text-sm font-medium">
          {words.language}
        </label>
        <select
          id={`${id}-language`}
          value={draft.language}
          onChange={({ currentTarget }) => set({ language: currentTarget.value })}
          className="min-h-12 rounded-xl border border-edge bg-raised px-3"
        >
          <option value="">{words.unknown}</option>
          {languages.map((tag) => (
            <option key={tag} value={tag}>
              {names.of(tag) ?? tag}
            </option>
          ))}
        </select>
        <p className="text-sm text-soft">{words.languageHint}</p>
      </div>
      <Field
        label={words.country}
        hint={words.countryHint}
        error={error('country')}
        dir="ltr"
        maxLength={2}
        value={draft.country}
        onChange={({ currentTarget }) => set({ country: currentTarget.value })}
      />
      <Field
        label={words.tags}
        hint={words.tagsHint}
        error={error('tags')}
        dir="auto"
        value={draft.tags}
        onChange={({ currentTarget }) => set({ tags: currentTarget.value })}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-notes`} className="text-sm font-medium">
          {words.notes}
        </label>
        <textarea
          id={`${id}-notes`}
          rows={4}
          maxLength={4000}
          dir={draft.notes === '' ? undefined : 'auto'}
          value={draft.notes}
          onChange={({ currentTarget }) => set({ notes: currentTarget.value })}
          className="rounded-xl border border-edge bg-raised px-3 py-2"
        />
      </div>
      <FieldInputs
        fields={fields}
        values={draft.fields}
        looked={looked}
        set={(field, value) => set({ fields: { ...draft.fields, [field]: value } })}
      />
      <p role="alert" className="rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger empty:hidden">
        {trouble}
      </p>
      <Clashes
        clashes={clashes}
        fields={fields}
        choose={(clash, value) => {
          setDraft(withValue(draft, clash.field, value));
          setClashes(clashes.filter((one) => one !== clash));
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={busy}>
          {words.save}
        </Button>
        <Button onClick={done}>{words.cancel}</Button>
      </div>
    </form>
  );
}
