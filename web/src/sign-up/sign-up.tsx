import { useState } from 'react';
import { Link } from 'wouter';
import { callPublic, Refused } from '../api/client.ts';
import { isolate } from '../i18n/isolate.ts';
import { useLocale, useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { CodeField } from '../look/code-field.tsx';
import { Form, textOf } from '../look/form.tsx';
import { NewPasswordField } from '../look/new-password-field.tsx';
import { Banner } from '../look/notice.tsx';
import { Door } from '../session/door.tsx';
import { problemWords } from '../session/problem-words.ts';
import { useSession } from '../session/session-context.tsx';
import { SignInCard } from '../session/sign-in-card.tsx';
import { EmailField, Step } from '../session/sign-in-steps.tsx';
import { usePageTitle } from '../shell/title.ts';
import { mailProblem, Resend } from './resend.tsx';
import { useSignUpWords } from './words.ts';

type Stage = 'address' | 'code' | 'made';

/** An account of one's own: the address, the code that was mailed to it, a password. Signing in follows by itself. */
export function SignUp() {
  const words = useWords();
  const own = useSignUpWords();
  const [stage, setStage] = useState<Stage>('address');
  const [email, setEmail] = useState('');
  usePageTitle(own.title);
  return (
    <Door
      under={
        <p className="text-soft">
          {own.have}{' '}
          <Link href="/" className="inline-block py-3 font-medium text-accent underline">
            {own.signIn}
          </Link>
        </p>
      }
    >
      {stage === 'address' ? (
        <AddressStep email={email} setEmail={setEmail} done={() => setStage('code')} />
      ) : stage === 'code' ? (
        <CodeStep email={email} back={() => setStage('address')} made={() => setStage('made')} />
      ) : (
        <>
          <div role="status" className="overflow-hidden rounded-xl">
            <Banner tone="info">{own.made}</Banner>
          </div>
          <SignInCard as={email} />
        </>
      )}
      <span className="sr-only" role="status">
        {stage === 'code' ? words.signIn.sent(isolate(email)) : ''}
      </span>
    </Door>
  );
}

function AddressStep({ email, setEmail, done }: { email: string; setEmail: (email: string) => void; done: () => void }) {
  const words = useWords();
  const own = useSignUpWords();
  const language = useLocale();
  return (
    <Step title={own.title} hint={own.hint}>
      <Form
        label={own.sendCode}
        tell={(error) => ({ text: mailProblem(error, own) ?? problemWords(error, words, words.signIn.invalidEmail) })}
        submit={async () => {
          await callPublic('POST /v1/sign-up', { body: { email, language } });
          done();
        }}
      >
        <EmailField email={email} setEmail={setEmail} />
      </Form>
    </Step>
  );
}

function CodeStep({ email, back, made }: { email: string; back: () => void; made: () => void }) {
  const words = useWords();
  const own = useSignUpWords();
  const language = useLocale();
  const session = useSession();
  const confirm = async (data: FormData): Promise<void> => {
    const newPassword = textOf(data, 'new-password');
    await callPublic('POST /v1/sign-up/confirm', { body: { email, code: textOf(data, 'code'), newPassword, language } });
    try {
      await session.signIn(email, newPassword);
    } catch {
      // The account is there; whatever was wrong with signing in, the person can do it again.
      made();
    }
  };
  return (
    <Step title={own.mailTitle} hint={own.mailHint(isolate(email))}>
      <Form
        label={own.confirm}
        tell={(error) => ({
          text:
            error instanceof Refused && error.code === 'account-exists' ? own.exists : problemWords(error, words, own.codeWrong),
        })}
        submit={confirm}
      >
        {/* For password managers: which account the new password belongs to. */}
        <input type="text" name="username" autoComplete="username" readOnly hidden value={email} />
        <CodeField label={words.signIn.code} autoFocus />
        <NewPasswordField label={own.choose} about={[email]} />
      </Form>
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <Resend send={() => callPublic('POST /v1/sign-up', { body: { email, language } })} />
        <Button look="quiet" className="-mx-4" onClick={back}>
          {own.otherEmail}
        </Button>
      </div>
    </Step>
  );
}
