import { type ReactNode, useState } from 'react';
import { callPublic, Refused } from '../api/client.ts';
import { useWords } from '../i18n/language.ts';
import { Mark } from '../look/mark.tsx';
import { Banner } from '../look/notice.tsx';
import { Settings } from '../look/settings.tsx';
import type { Session } from './session.ts';
import { ForgotStep, NewPasswordStep, PasswordStep, ResetStep } from './sign-in-steps.tsx';

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
