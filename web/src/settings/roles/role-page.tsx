import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '../../../../contract/roles.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../look/button.tsx';
import { Empty } from '../../look/notice.tsx';
import { useBase, useMay } from '../here.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useChanged, useRoles } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { RoleForm } from './role-form.tsx';
import { useRoleWords } from './words.ts';

/** One role of the business's own, or `new` for one that is not there yet. */
export function RolePage({ id }: { id: string }) {
  const words = useRoleWords();
  const base = useBase();
  const query = useRoles();
  const may = useMay('roles.manage');
  const role = query.data?.items.find((one) => one.id === id && !one.system);
  const isNew = id === 'new';
  const up = { href: `${base}/roles`, label: words.title, always: true };
  return (
    <Page title={isNew ? words.newTitle : (role?.name ?? words.title)} up={up}>
      <ReadOnlyNote needs="roles.manage" />
      <View query={query} skeleton={<Skeleton rows={3} height="h-32" />}>
        {({ items }) => {
          if (!isNew && !role) return <Empty title={words.unknown} />;
          return (
            <>
              <RoleForm key={role?.id ?? 'new'} role={role} roles={items} readOnly={!may} />
              {role && may ? <Removal role={role} /> : null}
            </>
          );
        }}
      </View>
    </Page>
  );
}

function Removal({ role }: { role: Role }) {
  const words = useRoleWords();
  const { call } = useDesk();
  const { reload } = useChanged();
  const base = useBase();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const [inUse, setInUse] = useState(false);
  const submit = async (): Promise<void> => {
    setInUse(false);
    await call('DELETE /v1/roles/{id}', { params: { id: role.id } });
    navigate(`${base}/roles`);
    await reload('roles');
  };
  return (
    <Panel title={words.remove} hint={words.removeHint}>
      <div>
        <Button className="text-danger!" onClick={() => setAsking(true)}>
          {words.remove}
        </Button>
      </div>
      {asking ? (
        <Dialog title={words.removeTitle(isolate(role.name))} close={() => setAsking(false)}>
          <p className="text-pretty">{words.removeHint}</p>
          {inUse ? (
            <p role="alert" className="rounded-xl bg-danger-ground px-4 py-3 text-sm text-danger">
              {words.inUse}
            </p>
          ) : null}
          <Form
            danger
            label={words.remove}
            submit={submit}
            handled={(error) => {
              const known = error instanceof Refused && error.code === 'in-use';
              setInUse(known);
              return known;
            }}
          >
            {() => null}
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
