import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { Label } from '../../../../contract/labels.ts';
import { useDesk } from '../../business/context.tsx';
import { labelsKey } from '../../business/queries.ts';
import { isolate } from '../../i18n/isolate.ts';
import { IconButton } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { cleanName } from '../../thread/clean.ts';
import { useCannedWords } from '../canned/words.ts';
import { roleColours } from '../colours.ts';
import { newKey, useBase, useMay } from '../here.ts';
import { ColourSwatches } from '../kit/colour-swatches.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { fresh } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';

export function LabelsPage() {
  const words = useCannedWords();
  const settings = useSettingsWords();
  const base = useBase();
  const { call, business } = useDesk();
  const queries = useQueryClient();
  const may = useMay('conversations.assign');
  const [editing, setEditing] = useState<Label>();
  const [removing, setRemoving] = useState<Label>();
  const [made, setMade] = useState(0);
  const query = useQuery({
    queryKey: labelsKey(business),
    queryFn: async ({ signal }) => (await call('GET /v1/labels', {}, { signal })).items,
    ...fresh,
  });
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: labelsKey(business) });
  return (
    <Page title={words.labels} hint={words.labelsHint} up={{ href: base, label: settings.title }}>
      <ReadOnlyNote needs="conversations.assign" />
      <View query={query} skeleton={<Skeleton rows={4} height="h-12" />}>
        {(items) => (
          <Panel>
            {items.length === 0 ? <p className="text-soft">{words.labelNone}</p> : null}
            <ul className="flex flex-col empty:hidden">
              {items.map((label) => {
                const name = cleanName(label.name);
                return (
                  <li key={label.id} className="flex min-h-12 items-center gap-3 border-b border-line last:border-b-0">
                    <span aria-hidden="true" className="size-4 shrink-0 rounded-full" style={{ backgroundColor: label.colour }} />
                    <bdi className="min-w-0 grow truncate">{name}</bdi>
                    {may ? (
                      <>
                        <IconButton label={words.labelEdit(isolate(name))} onClick={() => setEditing(label)}>
                          <Pencil size={18} aria-hidden="true" />
                        </IconButton>
                        <IconButton label={words.labelRemove(isolate(name))} onClick={() => setRemoving(label)}>
                          <Trash2 size={18} aria-hidden="true" />
                        </IconButton>
                      </>
                    ) : null}
                  </li>
                );
              })}
            </ul>
          </Panel>
        )}
      </View>
      {may ? (
        <Panel title={words.labelNew}>
          <LabelForm
            key={made}
            label={undefined}
            done={() => {
              setMade(made + 1);
              void reload();
            }}
          />
        </Panel>
      ) : null}
      {editing ? (
        <Dialog title={words.labelEdit(isolate(cleanName(editing.name)))} close={() => setEditing(undefined)}>
          <LabelForm
            label={editing}
            done={() => {
              setEditing(undefined);
              void reload();
            }}
          />
        </Dialog>
      ) : null}
      {removing ? (
        <Dialog title={words.labelRemove(isolate(cleanName(removing.name)))} close={() => setRemoving(undefined)}>
          <p>{words.labelRemoveHint}</p>
          <Form
            danger
            label={words.labelRemove(isolate(cleanName(removing.name)))}
            submit={async () => {
              await call('DELETE /v1/labels/{id}', { params: { id: removing.id } });
              setRemoving(undefined);
              await reload();
            }}
          >
            {() => null}
          </Form>
        </Dialog>
      ) : null}
    </Page>
  );
}

function LabelForm({ label, done }: { label: Label | undefined; done: () => void }) {
  const words = useCannedWords();
  const { call } = useDesk();
  const id = useId();
  const [name, setName] = useState(label?.name ?? '');
  const [colour, setColour] = useState<string>(label?.colour ?? roleColours[0]);
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const trimmed = name.trim();
  const submit = async (): Promise<void> => {
    const body = { name: trimmed, colour };
    if (label) await call('PATCH /v1/labels/{id}', { params: { id: label.id }, body, ifMatch: label.version });
    else {
      const text = JSON.stringify(body);
      if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
      await call('POST /v1/labels', { body, idempotencyKey: attempt.current.key });
    }
    done();
  };
  return (
    <Form
      label={label ? words.labelSave : words.labelAdd}
      check={() => (trimmed === '' || trimmed.length > 40 ? { name: words.labelNameWrong } : {})}
      said={{ name: words.labelTaken }}
      submit={submit}
    >
      {(errors) => (
        <>
          <Field
            label={words.labelName}
            dir="auto"
            maxLength={40}
            value={name}
            error={errors.name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <fieldset className="flex min-w-0 flex-col gap-1">
            <legend className="text-sm font-medium">{words.labelColour}</legend>
            <div className="flex flex-wrap gap-1">
              <ColourSwatches name={`${id}-colour`} value={colour} labelOf={words.labelColourNumber} change={setColour} />
            </div>
          </fieldset>
        </>
      )}
    </Form>
  );
}
