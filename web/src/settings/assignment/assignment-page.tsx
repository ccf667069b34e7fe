import { useState } from 'react';
import type { AutomaticAssignment } from '../../../../contract/work.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { Field } from '../../look/field.tsx';
import { useBase, useMay } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { Note, Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { useAutomaticAssignment, useChanged } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';

/** Whether conversations are given out by themselves, and how many to each. */
export function AssignmentPage() {
  const words = useSettingsWords();
  const base = useBase();
  const query = useAutomaticAssignment();
  return (
    <Page title={words.assignmentTitle} hint={words.assignmentLong} up={{ href: base, label: words.title }}>
      <ReadOnlyNote needs="settings.edit" />
      <View query={query} skeleton={<Skeleton rows={1} height="h-48" />}>
        {(setting) => <AssignmentForm setting={setting} />}
      </View>
    </Page>
  );
}

function AssignmentForm({ setting }: { setting: AutomaticAssignment }) {
  const words = useSettingsWords();
  const common = useManagement();
  const { call } = useDesk();
  const changed = useChanged();
  const may = useMay('settings.edit');
  const [from, setFrom] = useState(setting);
  const [on, setOn] = useState(setting.on);
  const [limit, setLimit] = useState(String(setting.limit));
  const [done, setDone] = useState(false);
  const [late, setLate] = useState(false);
  const wanted = /^\d{1,3}$/.test(limit.trim()) ? Number(limit) : 0;
  const submit = async (): Promise<void> => {
    const saved = await call('PATCH /v1/automatic-assignment', { body: { on, limit: wanted }, ifMatch: from.version });
    setFrom(saved);
    setLate(false);
    setDone(true);
    changed.put(['assignment'], saved);
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed') return false;
    void call('GET /v1/automatic-assignment', {}).then((now) => {
      setFrom(now);
      setOn(now.on);
      setLimit(String(now.limit));
      setLate(true);
    });
    return true;
  };
  return (
    <Panel>
      <Form
        label={common.save}
        check={() => (wanted < 1 || wanted > 100 ? { limit: words.assignmentLimitWrong } : {})}
        said={{ limit: words.assignmentLimitWrong }}
        submit={submit}
        handled={handled}
        disabled={!may}
        done={done ? common.saved : undefined}
      >
        {(errors) => (
          <>
            {late ? (
              <p role="alert" className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">
                {words.assignmentChanged}
              </p>
            ) : null}
            <label className="flex min-h-11 items-center gap-3 font-medium">
              <input
                type="checkbox"
                className="size-5 shrink-0"
                checked={on}
                disabled={!may}
                onChange={({ currentTarget }) => {
                  setDone(false);
                  setOn(currentTarget.checked);
                }}
              />
              {words.assignmentOn}
            </label>
            <Field
              label={words.assignmentLimit}
              hint={words.assignmentLimitHint}
              inputMode="numeric"
              maxLength={3}
              readOnly={!may}
              value={limit}
              error={errors.limit}
              onChange={({ currentTarget }) => {
                setDone(false);
                setLimit(currentTarget.value);
              }}
            />
            <Note>{on ? words.assignmentWaits : words.assignmentOff}</Note>
          </>
        )}
      </Form>
    </Panel>
  );
}
