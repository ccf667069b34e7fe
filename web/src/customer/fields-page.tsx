import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CustomerFields } from '../../../contract/customer-fields.ts';
import { Refused } from '../api/client.ts';
import { useDesk } from '../business/context.tsx';
import { isolate } from '../i18n/isolate.ts';
import { useLocale } from '../i18n/language.ts';
import { Button, IconButton } from '../look/button.tsx';
import { Field } from '../look/field.tsx';
import { useBase, useMay } from '../settings/here.ts';
import { Select, TextArea } from '../settings/kit/choice.tsx';
import { Form } from '../settings/kit/form.tsx';
import { Page, Panel } from '../settings/kit/page.tsx';
import { Skeleton, View } from '../settings/kit/view.tsx';
import { fresh } from '../settings/read.ts';
import { ReadOnlyNote } from '../settings/read-only.tsx';
import { useSettingsWords } from '../settings/words.ts';
import { draftsOf, emptyDraft, type FieldDraft, fieldsOf, isKind, kinds, wrongDraft } from './field-drafts.ts';
import { customerFieldsKey } from './fields.ts';
import { useCustomerWords } from './words.ts';

/** What the business writes down of each customer. */
export function FieldsPage() {
  const words = useCustomerWords();
  const settings = useSettingsWords();
  const base = useBase();
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: customerFieldsKey(business),
    queryFn: ({ signal }) => call('GET /v1/customer-fields', {}, { signal }),
    ...fresh,
  });
  return (
    <Page title={words.page.title} hint={words.page.hint} up={{ href: base, label: settings.title }}>
      <ReadOnlyNote needs="settings.edit" />
      <View query={query} skeleton={<Skeleton rows={2} height="h-40" />}>
        {(known) => <FieldsForm key={known.version} known={known} />}
      </View>
    </Page>
  );
}

function FieldsForm({ known }: { known: CustomerFields }) {
  const words = useCustomerWords();
  const { call, business, membership } = useDesk();
  const queries = useQueryClient();
  const may = useMay('settings.edit');
  const { languages } = membership.business;
  const [drafts, setDrafts] = useState<readonly FieldDraft[]>(() => draftsOf(known.fields, languages));
  const [looked, setLooked] = useState(false);
  const [changed, setChanged] = useState(false);
  const set = (id: string, part: Partial<FieldDraft>): void =>
    setDrafts(drafts.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const move = (index: number, by: 1 | -1): void => {
    const next = [...drafts];
    const [one] = next.splice(index, 1);
    if (one) next.splice(index + by, 0, one);
    setDrafts(next);
  };
  const submit = async (): Promise<void> => {
    const body = { fields: fieldsOf(drafts, known.fields, languages) };
    const saved = await call('PUT /v1/customer-fields', { body, ifMatch: known.version });
    queries.setQueryData(customerFieldsKey(business), saved);
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused && error.code === 'changed')) return false;
    setChanged(true);
    void queries.invalidateQueries({ queryKey: customerFieldsKey(business) });
    return true;
  };
  return (
    <Form
      label={words.save}
      disabled={!may}
      check={() => {
        setLooked(true);
        const wrong = drafts.filter((one) => wrongDraft(one, languages) !== undefined);
        return Object.fromEntries(wrong.map(({ id }) => [id, words.page.wrong]));
      }}
      submit={submit}
      handled={handled}
      done={known.version > 0 ? words.saved : undefined}
      sticky
    >
      {() => (
        <>
          {changed ? <p role="alert">{words.page.changed}</p> : null}
          {drafts.length === 0 ? <p className="text-soft">{words.page.none}</p> : null}
          <ul className="flex flex-col gap-4 empty:hidden">
            {drafts.map((draft, index) => (
              <li key={draft.id}>
                <OneField
                  draft={draft}
                  looked={looked}
                  may={may}
                  first={index === 0}
                  last={index === drafts.length - 1}
                  set={(part) => set(draft.id, part)}
                  move={(by) => move(index, by)}
                  remove={() => setDrafts(drafts.filter((one) => one !== draft))}
                />
              </li>
            ))}
          </ul>
          {may && drafts.length < 20 ? (
            <div>
              <Button onClick={() => setDrafts([...drafts, emptyDraft()])}>
                <Plus size={18} aria-hidden="true" />
                {words.page.add}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Form>
  );
}

interface OneFieldProps {
  readonly draft: FieldDraft;
  readonly looked: boolean;
  readonly may: boolean;
  readonly first: boolean;
  readonly last: boolean;
  readonly set: (part: Partial<FieldDraft>) => void;
  readonly move: (by: 1 | -1) => void;
  readonly remove: () => void;
}

function OneField({ draft, looked, may, first, last, set, move, remove }: OneFieldProps) {
  const words = useCustomerWords();
  const locale = useLocale();
  const { languages } = useDesk().membership.business;
  const called = isolate(Object.values(draft.names).find((name) => name !== '') ?? words.page.unnamed);
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const wrong = looked ? wrongDraft(draft, languages) : undefined;
  return (
    <Panel>
      <div className="flex flex-col gap-4">
        {languages.map((tag, index) => (
          <Field
            key={tag}
            label={words.page.nameIn(names.of(tag) ?? tag)}
            dir="auto"
            maxLength={40}
            disabled={!may}
            value={draft.names[tag] ?? ''}
            error={wrong === 'name' && index === 0 ? words.page.nameWrong : undefined}
            onChange={({ currentTarget }) => set({ names: { ...draft.names, [tag]: currentTarget.value } })}
          />
        ))}
        <Select
          label={words.page.kind}
          hint={draft.saved ? words.page.kindStays : undefined}
          disabled={!may || draft.saved}
          value={draft.kind}
          options={kinds.map((kind) => ({ value: kind, label: words.page.kinds[kind] }))}
          onChange={({ currentTarget: { value } }) => {
            if (isKind(value)) set({ kind: value });
          }}
        />
        {draft.kind === 'choice' ? (
          <TextArea
            label={words.page.choices}
            hint={words.page.choicesHint}
            disabled={!may}
            value={draft.choices}
            error={wrong === 'choices' ? words.page.choicesWrong : undefined}
            onChange={({ currentTarget }) => set({ choices: currentTarget.value })}
          />
        ) : null}
        {may ? (
          <div className="flex gap-1">
            <IconButton label={words.page.up(called)} disabled={first} onClick={() => move(-1)}>
              <ArrowUp size={18} aria-hidden="true" />
            </IconButton>
            <IconButton label={words.page.down(called)} disabled={last} onClick={() => move(1)}>
              <ArrowDown size={18} aria-hidden="true" />
            </IconButton>
            <IconButton label={words.page.remove(called)} onClick={remove}>
              <Trash2 size={18} aria-hidden="true" />
            </IconButton>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}
