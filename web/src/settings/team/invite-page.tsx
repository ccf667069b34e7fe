import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '../../../../contract/roles.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { Field } from '../../look/field.tsx';
import { languagesOffered, useNames, withCurrent } from '../business/names.ts';
import { newKey, useBase, useMembership } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import type { FieldErrors } from '../kit/problem-words.ts';
import { Skeleton, View } from '../kit/view.tsx';
import { useChanged, useRoles } from '../read.ts';
import { mayGive } from './effective.ts';
import { looksLikeEmail } from './email.ts';
import { RoleSelect } from './role-select.tsx';
import { useTeamWords } from './words.ts';

export function InvitePage() {
  const words = useTeamWords();
  const base = useBase();
  const roles = useRoles();
  return (
    <Page title={words.invite} hint={words.inviteHint} up={{ href: `${base}/team`, label: words.title, always: true }}>
      <Panel>
        <View query={roles} skeleton={<Skeleton rows={4} />}>
          {({ items }) => <InviteForm roles={items} />}
        </View>
      </Panel>
    </Page>
  );
}

/** The role that may do least of those one may give: whoever needs more asks. */
const firstRole = (roles: readonly Role[], mine: readonly Role['permissions'][number][]): Role['id'] =>
  roles
    .filter(({ permissions }) => mayGive(permissions, mine))
    .toSorted((one, other) => one.permissions.length - other.permissions.length)
    .find(({ id }) => id === 'agent' || id === 'viewer')?.id ?? 'viewer';

function InviteForm({ roles }: { roles: readonly Role[] }) {
  const words = useTeamWords();
  const base = useBase();
  const { call } = useDesk();
  const { permissions, business } = useMembership();
  const names = useNames();
  const { reload } = useChanged();
  const [, navigate] = useLocation();
  const [values, setValues] = useState(() => ({
    email: '',
    name: '',
    role: firstRole(roles, permissions),
    language: business.languages[0] ?? 'en',
  }));
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const set = (part: Partial<typeof values>): void => setValues({ ...values, ...part });
  const check = (): FieldErrors => ({
    ...(values.name.trim() === '' ? { name: words.nameWrong } : {}),
    ...(looksLikeEmail(values.email) ? {} : { email: words.emailWrong }),
  });
  const [taken, setTaken] = useState(false);
  const submit = async (): Promise<void> => {
    setTaken(false);
    const body = { ...values, name: values.name.trim() };
    const text = JSON.stringify(body);
    if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
    await call('POST /v1/invitations', { body, idempotencyKey: attempt.current.key });
    void reload('invitations');
    navigate(`${base}/team`);
  };
  return (
    <Form
      label={words.inviteSubmit}
      check={check}
      said={{ name: words.nameWrong, email: words.emailWrong }}
      submit={submit}
      handled={(error) => {
        const known = error instanceof Refused && error.code === 'taken';
        setTaken(known);
        return known;
      }}
    >
      {(errors) => (
        <>
          <Field
            label={words.name}
            dir="auto"
            maxLength={80}
            autoComplete="off"
            value={values.name}
            error={errors.name}
            onChange={({ currentTarget }) => set({ name: currentTarget.value })}
          />
          <Field
            label={words.email}
            type="email"
            dir="ltr"
            maxLength={254}
            autoComplete="off"
            value={values.email}
            error={errors.email ?? (taken ? words.member : undefined)}
            onChange={({ currentTarget }) => {
              setTaken(false);
              set({ email: currentTarget.value.trim().toLowerCase() });
            }}
          />
          <RoleSelect roles={roles} value={values.role} error={errors.role} change={(role) => set({ role })} />
          <Select
            label={words.language}
            hint={words.languageHint}
            value={values.language}
            options={withCurrent(languagesOffered, business.languages)
              .map((tag) => ({ value: tag, label: names.language(tag) }))
              .sort((one, other) => one.label.localeCompare(other.label))}
            onChange={({ currentTarget }) => set({ language: currentTarget.value })}
          />
        </>
      )}
    </Form>
  );
}
