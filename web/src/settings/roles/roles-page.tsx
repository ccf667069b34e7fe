import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../look/button.tsx';
import { useSigned } from '../../shell/signed.tsx';
import { useBase, useMay } from '../here.ts';
import { LinkButton } from '../kit/links.tsx';
import { Page } from '../kit/page.tsx';
import { problemWords } from '../kit/problem-words.ts';
import { Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { useChanged, useRoles } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { Matrix } from './matrix.tsx';
import { type Toggles, toggled, wished } from './toggles.ts';
import { useRoleWords } from './words.ts';

export function RolesPage() {
  const words = useRoleWords();
  const common = useManagement();
  const settings = useSettingsWords();
  const base = useBase();
  const { call } = useDesk();
  const { lookAgain } = useSigned();
  const { reload } = useChanged();
  const query = useRoles();
  const may = useMay('roles.manage');
  const [toggles, setToggles] = useState<Toggles>(new Map());
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState<readonly string[]>([]);
  const [saved, setSaved] = useState(false);

  const save = async (): Promise<void> => {
    setBusy(true);
    const left = new Map(toggles);
    const said: string[] = [];
    for (const [id, wishes] of toggles) {
      const role = query.data?.items.find((one) => one.id === id);
      if (!role) {
        left.delete(id);
        continue;
      }
      try {
        const body = { permissions: wished(role.permissions, wishes) };
        await call('PATCH /v1/roles/{id}', { params: { id }, body, ifMatch: role.version });
        left.delete(id);
      } catch (error) {
        const newer = error instanceof Refused && error.code === 'changed';
        said.push(
          newer ? words.changedOne(isolate(role.name)) : words.failedOne(isolate(role.name), problemWords(error, common)),
        );
      }
    }
    await reload('roles');
    setToggles(left);
    setFailures(said);
    setSaved(said.length === 0);
    setBusy(false);
    void lookAgain().catch(() => undefined);
  };

  const create = may ? (
    <LinkButton look="primary" href={`${base}/roles/new`}>
      <Plus size={18} aria-hidden="true" />
      {words.create}
    </LinkButton>
  ) : null;
  return (
    <Page wide title={words.title} hint={words.hint} up={{ href: base, label: settings.title }} actions={create}>
      <ReadOnlyNote needs="roles.manage" />
      <p className="text-sm text-soft">{words.systemNote}</p>
      <View query={query} skeleton={<Skeleton rows={8} height="h-11" />}>
        {({ items }) => (
          <Matrix
            roles={items}
            toggles={toggles}
            {...(may
              ? {
                  toggle: (role, permission, on) => {
                    setSaved(false);
                    setToggles(toggled(toggles, role, permission, on));
                  },
                }
              : {})}
          />
        )}
      </View>
      <div role="alert" className="flex flex-col gap-2 empty:hidden">
        {failures.map((failure) => (
          <p key={failure} className="rounded-xl bg-danger-ground px-4 py-3 text-sm text-danger">
            {failure}
          </p>
        ))}
      </div>
      {may ? (
        <div
          className={`flex flex-wrap items-center gap-3 ${toggles.size > 0 ? 'sticky bottom-0 -mx-4 border-t border-line bg-surface p-4 sm:-mx-6' : ''}`}
        >
          <p role="status" className="text-sm">
            {toggles.size > 0 ? words.unsaved(toggles.size) : saved ? words.savedAll : ''}
          </p>
          {toggles.size > 0 ? (
            <>
              <Button look="primary" busy={busy} onClick={() => void save()}>
                {words.save}
              </Button>
              <Button
                disabled={busy}
                onClick={() => {
                  setToggles(new Map());
                  setFailures([]);
                }}
              >
                {words.discard}
              </Button>
            </>
          ) : null}
        </div>
      ) : null}
    </Page>
  );
}
