import { type FormEvent, type ReactNode, useState } from 'react';
import { callPublic, Refused } from '../api/client.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Field } from '../look/field.tsx';
import { Mark } from '../look/mark.tsx';
import { Banner } from '../look/notice.tsx';
import { Settings } from '../look/settings.tsx';
import { problemWords } from './problem-words.ts';
import type { Session } from './session.ts';

type Step =
  | { readonly name: 'password'; readonly done?: boolean }
  | { readonly name: 'new-password'; readonly session: string }
  | { readonly name: 'forgot' }
  | { readonly name: 'reset' };

export function SignIn({ session, ended }: { session: Session; ended: boolean }) {
  const words = useWords();
  const [step, setStep] = useState<Step>({ name: 'password' });
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<string>();
  const go = (next: Step): void => {
    setProblem(undefined);
    setStep(next);
  };

  const steps: Readonly<Record<Step['name'], () => ReactNode>> = {
    password: () => (
      <PasswordStep
        email={email}
        setEmail={setEmail}
        setProblem={setProblem}
        submit={async (password) => {
          const answer = await session.signIn(email, password);
          if ('challenge' in answer) go({ name: 'new-password', session: answer.session });
        }}
        forgot={() => go({ name: 'forgot' })}
      />
    ),
    'new-password': () => (
      <NewPasswordStep
        setProblem={setProblem}
        submit={async (password) => {
          if (step.name !== 'new-password') return;
          try {
            await session.answerChallenge(email, step.session, password);
          } catch (error) {
            if (error instanceof Refused && error.code === 'challenge-failed') setStep({ name: 'password' });
            throw error;
          }
        }}
      />
    ),
    forgot: () => (
      <ForgotStep
        email={email}
        setEmail={setEmail}
        setProblem={setProblem}
        submit={async () => {
          await callPublic('POST /v1/session/forgot', { body: { email } });
          go({ name: 'reset' });
        }}
        back={() => go({ name: 'password' })}
      />
    ),
    reset: () => (
      <ResetStep
        email={email}
        setProblem={setProblem}
        submit={async (code, newPassword) => {
          await callPublic('POST /v1/session/reset', { body: { email, code, newPassword } });
          go({ name: 'password', done: true });
        }}
        back={() => go({ name: 'password' })}
      />
    ),
  };

  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-3xl border border-line bg-surface p-6 shadow-sm">
        <div className="flex items-center gap-3">
          <Mark size={40} />
          <div>
            <p className="text-lg font-semibold leading-tight">{words.appName}</p>
            <p className="text-sm text-soft">{words.tagline}</p>
          </div>
        </div>
        {ended && step.name === 'password' && !step.done ? <Banner tone="warn">{words.signIn.ended}</Banner> : null}
        {step.name === 'password' && step.done ? <Banner tone="info">{words.signIn.resetDone}</Banner> : null}
        <div role="alert" className="empty:hidden">
          {problem ? <Banner tone="danger">{problem}</Banner> : null}
        </div>
        {steps[step.name]()}
      </div>
      <div className="w-full max-w-sm px-6">
        <Settings />
      </div>
    </main>
  );
}

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

function PasswordStep({
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

function NewPasswordStep({ setProblem, submit }: StepProps & { submit: (password: string) => Promise<void> }) {
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

function ForgotStep({
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

function ResetStep({
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
