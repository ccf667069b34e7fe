import { useState } from 'react';
import type { Employee } from '../../../../contract/team.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../look/button.tsx';
import { useSigned } from '../../shell/signed.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useChanged } from '../read.ts';
import { useTeamWords } from './words.ts';

/** Taking all access away and giving it back, with what that means. */
export function ActivePanel({ person, own }: { person: Employee; own: boolean }) {
  const words = useTeamWords();
  const { call } = useDesk();
  const { lookAgain } = useSigned();
  const { put, reload } = useChanged();
  const [asking, setAsking] = useState(false);
  const { id, version } = person;
  // Nobody can have typed anything here: a newer version is simply shown, and the next press counts.
  const onNewer = (): boolean => {
    void reload('employees', 'one', id);
    return false;
  };
  if (!person.active) {
    const reactivate = async (): Promise<void> => {
      put(['employees', 'one', id], await call('POST /v1/employees/{id}/reactivate', { params: { id }, ifMatch: version }));
      void reload('usage');
    };
    return (
      <Panel title={words.inactive} hint={words.inactiveHint}>
        <p className="text-sm text-soft">{words.reactivateHint}</p>
        <Form label={words.reactivate} submit={reactivate} handled={onNewer}>
          {() => null}
        </Form>
      </Panel>
    );
  }
  const deactivate = async (): Promise<void> => {
    const changed = await call('POST /v1/employees/{id}/deactivate', { params: { id }, ifMatch: version });
    put(['employees', 'one', id], changed);
    setAsking(false);
    void reload('usage');
    if (own) void lookAgain().catch(() => undefined);
  };
  return (
    <div>
      <Button className="text-danger!" onClick={() => setAsking(true)}>
        {words.deactivate}
      </Button>
      {asking ? (
        <Dialog title={words.deactivateTitle(isolate(person.name))} close={() => setAsking(false)}>
          <p className="text-pretty">{own ? words.deactivateSelf : words.deactivateHint}</p>
          <Form danger label={words.deactivate} submit={deactivate} handled={onNewer}>
            {() => null}
          </Form>
        </Dialog>
      ) : null}
    </div>
  );
}
