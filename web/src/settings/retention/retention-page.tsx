import { useState } from 'react';
import type { Retention, RetentionDays } from '../../../../contract/library.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { useBase, useMay } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { Form } from '../kit/form.tsx';
import { Note, Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { useChanged, useRetention } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';

/** How long files of customers and of the business are kept. */
export function RetentionPage() {
  const words = useSettingsWords();
  const base = useBase();
  const query = useRetention();
  return (
    <Page title={words.retentionTitle} hint={words.retentionLong} up={{ href: base, label: words.title }}>
      <ReadOnlyNote needs="settings.edit" />
      <View query={query} skeleton={<Skeleton rows={1} height="h-72" />}>
        {(setting) => <RetentionForm setting={setting} />}
      </View>
    </Page>
  );
}

type Days = Retention['customer'];
const retentionDays: readonly RetentionDays[] = [30, 90, 180, 365, 730];
const daysIn = (text: string): Days => retentionDays.find((days) => String(days) === text) ?? null;

function RetentionForm({ setting }: { setting: Retention }) {
  const words = useSettingsWords();
  const common = useManagement();
  const { call } = useDesk();
  const changed = useChanged();
  const may = useMay('settings.edit');
  const [from, setFrom] = useState(setting);
  const [customer, setCustomer] = useState(setting.customer);
  const [business, setBusiness] = useState(setting.business);
  const [done, setDone] = useState(false);
  const [late, setLate] = useState(false);
  const options = [
    { value: '', label: words.keptForGood },
    ...retentionDays.map((days) => ({ value: String(days), label: words.keptFor(days) })),
  ];
  const submit = async (): Promise<void> => {
    const saved = await call('PUT /v1/media/retention', { body: { customer, business }, ifMatch: from.version });
    setFrom(saved);
    setLate(false);
    setDone(true);
    changed.put(['retention'], saved);
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed') return false;
    void call('GET /v1/media/retention', {}).then((now) => {
      setFrom(now);
      setCustomer(now.customer);
      setBusiness(now.business);
      setLate(true);
    });
    return true;
  };
  const choosing = (set: (days: Days) => void) => (text: string) => {
    setDone(false);
    set(daysIn(text));
  };
  return (
    <Panel>
      <Form label={common.save} submit={submit} handled={handled} disabled={!may} done={done ? common.saved : undefined}>
        {() => (
          <>
            {late ? (
              <p role="alert" className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">
                {words.retentionChanged}
              </p>
            ) : null}
            <Select
              label={words.ofCustomers}
              hint={words.ofCustomersHint}
              disabled={!may}
              options={options}
              value={customer === null ? '' : String(customer)}
              onChange={({ currentTarget }) => choosing(setCustomer)(currentTarget.value)}
            />
            <Select
              label={words.ofBusiness}
              hint={words.ofBusinessHint}
              disabled={!may}
              options={options}
              value={business === null ? '' : String(business)}
              onChange={({ currentTarget }) => choosing(setBusiness)(currentTarget.value)}
            />
            <Note>{words.retentionNote}</Note>
          </>
        )}
      </Form>
    </Panel>
  );
}
