import { useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Form, textOf } from '../look/form.tsx';
import { NewPasswordField } from '../look/new-password-field.tsx';
import { Panel } from '../settings/kit/page.tsx';
import { useSigned } from '../shell/signed.tsx';
import { CurrentPasswordField, Told, troubleOf } from './parts.tsx';
import { useAccountWords } from './words.ts';

export function PasswordPanel() {
  const words = useWords();
  const own = useAccountWords();
  const { call, me } = useSigned();
  const [changed, setChanged] = useState(0);
  return (
    <Panel title={own.password.title} hint={own.password.hint}>
      <Form
        // Empty again after a change.
        key={changed}
        label={own.password.submit}
        tell={(error) => troubleOf(error, words, own)}
        submit={async (data) => {
          const body = { password: textOf(data, 'password'), newPassword: textOf(data, 'new-password') };
          await call('POST /v1/account/password', { body });
          setChanged((times) => times + 1);
        }}
      >
        <input type="text" name="username" autoComplete="username" readOnly hidden value={me.email} />
        <CurrentPasswordField />
        <NewPasswordField label={own.password.next} about={[me.email]} />
      </Form>
      <Told>{changed > 0 ? own.password.done : ''}</Told>
    </Panel>
  );
}
