import { useState } from 'react';
import type { AutomaticAssignment } from '../../../../contract/work.ts';
import { useDesk } from '../../business/context.tsx';
import { Field } from '../../look/field.tsx';
import { useBase, useMay } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { Late, Note, Page, Panel } from '../kit/page.tsx';
import { useVersioned } from '../kit/use-versioned.ts';
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
  const [on, setOn] = useState(setting.on);
  const [limit, setLimit] = useState(String(setting.limit));
  const wanted = /^\d{1,3}$/.test(limit.trim()) ? Number(limit) : 0;
  const { done, late, submit, handled, changing } = useVersioned({
    given: setting,
    load: () => call('GET /v1/automatic-assignment', {}),
    save: (version) => call('PATCH /v1/automatic-assignment', { body: { on, limit: wanted }, ifMatch: version }),
    saved: (now) => changed.put(['assignment'], now),
    show: (now) => {
      setOn(now.on);
      setLimit(String(now.limit));
    },
  });
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
            {late ? <Late>{words.assignmentChanged}</Late> : null}
            <label className="flex min-h-11 items-center gap-3 font-medium">
              <input
                type="checkbox"
                className="size-5 shrink-0"
                checked={on}
                disabled={!may}
                onChange={({ currentTarget }) => changing(setOn)(currentTarget.checked)}
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
              onChange={({ currentTarget }) => changing(setLimit)(currentTarget.value)}
            />
            <Note>{on ? words.assignmentWaits : words.assignmentOff}</Note>
          </>
        )}
      </Form>
    </Panel>
  );
}
