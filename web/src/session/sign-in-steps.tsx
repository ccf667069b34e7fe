import type { ReactNode } from 'react';
import { isolate } from '../i18n/isolate.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { CodeField } from '../look/code-field.tsx';
import { Field } from '../look/field.tsx';
import { Form, textOf } from '../look/form.tsx';
import { NewPasswordField } from '../look/new-password-field.tsx';
import { problemWords } from './problem-words.ts';

/** Heading, what to do, and the step's form with the ways out of it. */
export function Step({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">{title}</h1>
      {hint ? <p className="text-pretty text-soft [overflow-wrap:anywhere]">{hint}</p> : null}
      {children}
    </div>
  );
}

export function EmailField({
  email,
  setEmail,
  fixed = false,
}: {
  email: string;
  setEmail: (email: string) => void;
  fixed?: boolean;
}) {
  const words = useWords();
  return (
    <Field
      label={words.signIn.email}
      name="email"
      type="email"
      dir="ltr"
      required
      maxLength={254}
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      autoFocus={!fixed}
      readOnly={fixed}
      value={email}
      onChange={({ currentTarget }) => setEmail(currentTarget.value.trim())}
    />
  );
}

interface EmailProps {
  readonly email: string;
  readonly setEmail: (email: string) => void;
}

export function PasswordStep({
  email,
  setEmail,
  fixed,
  submit,
  forgot,
}: EmailProps & { fixed: boolean; submit: (password: string) => Promise<void>; forgot: () => void }) {
  const words = useWords();
  return (
    <Step title={words.signIn.title}>
      <Form
        label={words.signIn.submit}
        tell={(error) => ({ text: problemWords(error, words, words.signIn.wrong) })}
        submit={(data) => submit(textOf(data, 'password'))}
      >
        <EmailField email={email} setEmail={setEmail} fixed={fixed} />
        <Field
          label={words.signIn.password}
          name="password"
          type="password"
          dir="ltr"
          required
          maxLength={256}
          autoComplete="current-password"
          autoFocus={fixed}
        />
      </Form>
      <Button look="quiet" onClick={forgot}>
        {words.signIn.forgot}
      </Button>
    </Step>
  );
}

export function NewPasswordStep({ email, submit }: { email: string; submit: (password: string) => Promise<void> }) {
  const words = useWords();
  return (
    <Step title={words.signIn.newTitle} hint={words.signIn.newHint}>
      <Form
        label={words.signIn.newSubmit}
        tell={(error) => ({ text: problemWords(error, words, words.signIn.challengeFailed) })}
        submit={(data) => submit(textOf(data, 'new-password'))}
      >
        <NewPasswordField label={words.signIn.newPassword} about={[email]} />
      </Form>
    </Step>
  );
}

export function SecondFactorStep({ submit, back }: { submit: (code: string) => Promise<void>; back: () => void }) {
  const words = useWords();
  return (
    <Step title={words.signIn.factorTitle} hint={words.signIn.factorHint}>
      <Form
        label={words.signIn.factorSubmit}
        tell={(error) => ({ text: problemWords(error, words, words.signIn.factorWrong) })}
        submit={(data) => submit(textOf(data, 'code'))}
      >
        <CodeField label={words.signIn.code} hint={words.signIn.factorLost} autoFocus sendWhenFull />
      </Form>
      <Button look="quiet" onClick={back}>
        {words.signIn.back}
      </Button>
    </Step>
  );
}

export function ForgotStep({ email, setEmail, submit, back }: EmailProps & { submit: () => Promise<void>; back: () => void }) {
  const words = useWords();
  return (
    <Step title={words.signIn.forgotTitle} hint={words.signIn.forgotHint}>
      <Form
        label={words.signIn.forgotSubmit}
        tell={(error) => ({ text: problemWords(error, words, words.signIn.invalidEmail) })}
        submit={submit}
      >
        <EmailField email={email} setEmail={setEmail} />
      </Form>
      <Button look="quiet" onClick={back}>
        {words.signIn.back}
      </Button>
    </Step>
  );
}

export function ResetStep({
  email,
  submit,
  back,
}: {
  email: string;
  submit: (code: string, password: string) => Promise<void>;
  back: () => void;
}) {
  const words = useWords();
  return (
    <Step title={words.signIn.forgotTitle} hint={words.signIn.sent(isolate(email))}>
      <Form
        label={words.signIn.resetSubmit}
        tell={(error) => ({ text: problemWords(error, words, words.signIn.codeWrong) })}
        submit={(data) => submit(textOf(data, 'code'), textOf(data, 'new-password'))}
      >
        <CodeField label={words.signIn.code} autoFocus />
        <NewPasswordField label={words.signIn.newPassword} about={[email]} />
      </Form>
      <Button look="quiet" onClick={back}>
        {words.signIn.back}
      </Button>
    </Step>
  );
}
