import { type ReactNode, useState } from 'react';
import { callPublic, Refused } from '../api/client.ts';
import { useWords } from '../i18n/language.ts';
import { Banner } from '../look/notice.tsx';
import { useSession } from './session-context.tsx';
import { ForgotStep, NewPasswordStep, PasswordStep, ResetStep, SecondFactorStep } from './sign-in-steps.tsx';

type Note = 'reset' | 'expired';
type Step =
  | { readonly name: 'password'; readonly note?: Note }
  | { readonly name: 'new-password'; readonly session: string }
  | { readonly name: 'second-factor'; readonly session: string; readonly since: number }
  | { readonly name: 'forgot' }
  | { readonly name: 'reset' };

/** The user pool's default: https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const challengeLastsMs = 3 * 60_000;

/** From e-mail and password to a session, with all the steps that may lie between. `as`: only this address makes sense here. */
export function SignInCard({ ended = false, as }: { ended?: boolean; as?: string }) {
  const words = useWords();
  const session = useSession();
  const [step, setStep] = useState<Step>({ name: 'password' });
  const [email, setEmail] = useState(as ?? '');
  const back = (): void => setStep({ name: 'password' });

  const password = async (given: string): Promise<void> => {
    const answer = await session.signIn(email, given);
    if (!('challenge' in answer)) return;
    setStep(
      answer.challenge === 'NEW_PASSWORD_REQUIRED'
        ? { name: 'new-password', session: answer.session }
        : { name: 'second-factor', session: answer.session, since: Date.now() },
    );
  };

  const steps: Readonly<Record<Step['name'], () => ReactNode>> = {
    password: () => (
      <PasswordStep
        email={email}
        setEmail={setEmail}
        fixed={as !== undefined}
        submit={password}
        forgot={() => setStep({ name: 'forgot' })}
      />
    ),
    'new-password': () => (
      <NewPasswordStep
        email={email}
        submit={async (chosen) => {
          if (step.name !== 'new-password') return;
          try {
            await session.answerChallenge(email, step.session, chosen);
          } catch (error) {
            if (!(error instanceof Refused) || error.code !== 'challenge-failed') throw error;
            setStep({ name: 'password', note: 'expired' });
          }
        }}
      />
    ),
    'second-factor': () => (
      <SecondFactorStep
        submit={async (code) => {
          if (step.name !== 'second-factor') return;
          try {
            await session.answerSecondFactor(email, step.session, code);
          } catch (error) {
            // A wrong code and a challenge that is too old are refused alike.
            if (!(error instanceof Refused) || Date.now() - step.since < challengeLastsMs) throw error;
            setStep({ name: 'password', note: 'expired' });
          }
        }}
        back={back}
      />
    ),
    forgot: () => (
      <ForgotStep
        email={email}
        setEmail={setEmail}
        submit={async () => {
          await callPublic('POST /v1/session/forgot', { body: { email } });
          setStep({ name: 'reset' });
        }}
        back={back}
      />
    ),
    reset: () => (
      <ResetStep
        email={email}
        submit={async (code, newPassword) => {
          await callPublic('POST /v1/session/reset', { body: { email, code, newPassword } });
          setStep({ name: 'password', note: 'reset' });
        }}
        back={back}
      />
    ),
  };

  const note = step.name === 'password' ? (step.note ?? (ended ? 'ended' : undefined)) : undefined;
  const notes = { ended: words.signIn.ended, expired: words.signIn.expired, reset: words.signIn.resetDone };
  return (
    <>
      <div role="status" className="overflow-hidden rounded-xl empty:hidden">
        {note ? <Banner tone={note === 'reset' ? 'info' : 'warn'}>{notes[note]}</Banner> : null}
      </div>
      {steps[step.name]()}
    </>
  );
}
