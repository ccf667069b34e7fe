import { type FormEvent, type ReactNode, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Field } from '../look/field.tsx';
import { problemWords } from './problem-words.ts';

interface StepProps {
  readonly setProblem: (problem: string | undefined) => void;
}

/** A form that is busy while it asks, says in words what went wrong, and lets nobody press twice. */
function Form({
  title,
  hint,
  label,
  wrong,
  setProblem,
  submit,
  children,
}: StepProps & {
  title: string;
  hint?: string;
  label: string;
  wrong: string;
  submit: (data: FormData) => Promise<void>;
  children: ReactNode;
}) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      await submit(data);
    } catch (error) {
      setProblem(problemWords(error, words, wrong));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void onSubmit(event)}>
      <h1 className="text-xl font-semibold">{title}</h1>
      {hint ? <p className="text-soft">{hint}</p> : null}
      {children}
      <Button type="submit" look="primary" busy={busy}>
        {label}
      </Button>
    </form>
  );
}

const textOf = (data: FormData, name: string): string => {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
};

function EmailField({ email, setEmail }: { email: string; setEmail: (email: string) => void }) {
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
      autoFocus
      value={email}
      onChange={({ currentTarget }) => setEmail(currentTarget.value.trim())}
    />
  );
}

export function PasswordStep({
  email,
  setEmail,
  setProblem,
  submit,
  forgot,
}: StepProps & {
  email: string;
  setEmail: (email: string) => void;
  submit: (password: string) => Promise<void>;
  forgot: () => void;
}) {
  const words = useWords();
  return (
    <>
      <Form
        title={words.signIn.title}
        label={words.signIn.submit}
        wrong={words.signIn.wrong}
        setProblem={setProblem}
        submit={(data) => submit(textOf(data, 'password'))}
      >
        <EmailField email={email} setEmail={setEmail} />
        <Field
          label={words.signIn.password}
          name="password"
          type="password"
          dir="ltr"
          required
          maxLength={256}
          autoComplete="current-password"
        />
      </Form>
      <Button look="quiet" onClick={forgot}>
        {words.signIn.forgot}
      </Button>
    </>
  );
}

function NewPasswordField({ label }: { label: string }) {
  const words = useWords();
  return (
    <Field
      label={label}
      name="new-password"
      type="password"
      dir="ltr"
      required
      minLength={12}
      maxLength={256}
      autoComplete="new-password"
      hint={words.signIn.tooShort}
    />
  );
}

export function NewPasswordStep({ setProblem, submit }: StepProps & { submit: (password: string) => Promise<void> }) {
  const words = useWords();
  return (
    <Form
      title={words.signIn.newTitle}
      hint={words.signIn.newHint}
      label={words.signIn.newSubmit}
      wrong={words.signIn.challengeFailed}
      setProblem={setProblem}
      submit={(data) => submit(textOf(data, 'new-password'))}
    >
      <NewPasswordField label={words.signIn.newPassword} />
    </Form>
  );
}

export function ForgotStep({
  email,
  setEmail,
  setProblem,
  submit,
  back,
}: StepProps & { email: string; setEmail: (email: string) => void; submit: () => Promise<void>; back: () => void }) {
  const words = useWords();
  return (
    <>
      <Form
        title={words.signIn.forgotTitle}
        hint={words.signIn.forgotHint}
        label={words.signIn.forgotSubmit}
        wrong={words.signIn.invalidEmail}
        setProblem={setProblem}
        submit={submit}
      >
        <EmailField email={email} setEmail={setEmail} />
      </Form>
      <Button look="quiet" onClick={back}>
        {words.signIn.back}
      </Button>
    </>
  );
}

export function ResetStep({
  email,
  setProblem,
  submit,
  back,
}: StepProps & { email: string; submit: (code: string, password: string) => Promise<void>; back: () => void }) {
  const words = useWords();
  return (
    <>
      <Form
        title={words.signIn.forgotTitle}
        hint={words.signIn.sent(email)}
        label={words.signIn.resetSubmit}
        wrong={words.signIn.codeWrong}
        setProblem={setProblem}
        submit={(data) => submit(textOf(data, 'code'), textOf(data, 'new-password'))}
      >
        <Field
          label={words.signIn.code}
          name="code"
          dir="ltr"
          required
          inputMode="numeric"
          pattern="[0-9]{6}"
          maxLength={6}
          autoComplete="one-time-code"
        />
        <NewPasswordField label={words.signIn.newPassword} />
      </Form>
      <Button look="quiet" onClick={back}>
        {words.signIn.back}
      </Button>
    </>
  );
}
