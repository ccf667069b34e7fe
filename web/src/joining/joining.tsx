import { Link2Off, MailX, UserRoundX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { callPublic, Refused } from '../api/client.ts';
import type { SignUpWords } from '../i18n/en/sign-up.ts';
import { isolate } from '../i18n/isolate.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Field } from '../look/field.tsx';
import { Form, textOf } from '../look/form.tsx';
import { NewPasswordField } from '../look/new-password-field.tsx';
import { Banner, Failed, Loading } from '../look/notice.tsx';
import { Door } from '../session/door.tsx';
import { problemWords } from '../session/problem-words.ts';
import { useSession } from '../session/session-context.tsx';
import { SignInCard } from '../session/sign-in-card.tsx';
import { Step } from '../session/sign-in-steps.tsx';
import { useSigned } from '../shell/signed.tsx';
import { Stop } from '../shell/stop.tsx';
import { useSignUpWords } from '../sign-up/words.ts';
import { type Invited, isEnded, type LookUp, useInvitation } from './look-up.ts';
import { forgetToken } from './token.ts';

/** The link of an invitation, opened by somebody who is signed in nowhere here. */
export function JoinAsStranger() {
  const own = useSignUpWords().join;
  const { found, again, ended } = useInvitation();
  const [, navigate] = useLocation();
  const [made, setMade] = useState<Invited>();
  if (made) {
    return (
      <Door>
        <div role="status" className="overflow-hidden rounded-xl">
          <Banner tone="info">{own.made}</Banner>
        </div>
        <SignInCard as={made.email} />
      </Door>
    );
  }
  if (found.state !== 'found')
    return <NotFound found={found} again={again} leave={() => navigate('/')} leaveLabel={own.toSignIn} />;
  const { token, invited } = found;
  return (
    <Door>
      {invited.hasAccount ? (
        <>
          <p className="text-pretty text-soft [overflow-wrap:anywhere]">
            <strong className="text-ink">{own.title(isolate(invited.business))}.</strong> {own.hintHave(isolate(invited.email))}
          </p>
          <SignInCard as={invited.email} />
        </>
      ) : (
        <Step title={own.title(isolate(invited.business))} hint={own.hintNew(isolate(invited.email))}>
          <NewAccount token={token} invited={invited} again={again} ended={ended} made={setMade} />
        </Step>
      )}
    </Door>
  );
}

interface NewAccountProps {
  readonly token: string;
  readonly invited: Invited;
  readonly again: () => void;
  readonly ended: () => void;
  readonly made: (invited: Invited) => void;
}

function NewAccount({ token, invited, again, ended, made }: NewAccountProps) {
  const words = useWords();
  const { join: own, choose } = useSignUpWords();
  const session = useSession();
  const accept = async (data: FormData): Promise<void> => {
    const newPassword = textOf(data, 'new-password');
    try {
      await callPublic('POST /v1/joining/accept', { body: { token, name: textOf(data, 'name').trim(), newPassword } });
    } catch (error) {
      if (isEnded(error)) return ended();
      if (error instanceof Refused && error.code === 'account-exists') return again();
      throw error;
    }
    forgetToken(sessionStorage);
    try {
      await session.signIn(invited.email, newPassword);
    } catch {
      made(invited);
    }
  };
  return (
    <Form
      label={own.submit(isolate(invited.business))}
      tell={(error) => ({ text: joinProblem(error, own) ?? problemWords(error, words, words.signIn.failed) })}
      submit={accept}
    >
      <input type="text" name="username" autoComplete="username" readOnly hidden value={invited.email} />
      <NameField invited={invited} />
      <NewPasswordField label={choose} about={[invited.email, invited.name, invited.business]} />
    </Form>
  );
}

/** The link of an invitation, opened by somebody who is signed in, or has just signed in because of it. */
export function JoinAsMyself() {
  const words = useWords();
  const own = useSignUpWords().join;
  const { found, again, ended } = useInvitation();
  const { me, call, lookAgain, signOut } = useSigned();
  const [, navigate] = useLocation();
  const [refused, setRefused] = useState(false);
  // Just joined with a new account, or came by hand.
  if (found.state === 'none') return <Redirect replace to="/" />;
  if (found.state !== 'found')
    return <NotFound found={found} again={again} leave={() => navigate('/')} leaveLabel={own.toInbox} />;
  const { token, invited } = found;
  // Somebody without a place to work yet may be known to the user pool only: then the server decides.
  const somebodyElse = me.email !== '' && me.email.toLowerCase() !== invited.email.toLowerCase();
  if (somebodyElse || refused) {
    return (
      <Notice
        icon={<UserRoundX />}
        title={own.wrongTitle}
        hint={own.wrongHint(isolate(invited.email), me.email ? isolate(me.email) : own.another)}
      >
        <Button
          look="primary"
          onClick={() => {
            signOut();
            navigate('/join');
          }}
        >
          {own.signOut}
        </Button>
        <Button
          onClick={() => {
            forgetToken(sessionStorage);
            navigate('/');
          }}
        >
          {own.stay}
        </Button>
      </Notice>
    );
  }
  const join = async (data: FormData): Promise<void> => {
    try {
      await call('POST /v1/joining/join', { body: { token, name: textOf(data, 'name').trim() } });
    } catch (error) {
      if (isEnded(error)) return ended();
      if (error instanceof Refused && error.code === 'forbidden') return setRefused(true);
      // Joined already, perhaps by a try whose answer was lost.
      if (!(error instanceof Refused) || error.code !== 'taken') throw error;
    }
    forgetToken(sessionStorage);
    const before = new Set(me.memberships.map(({ business }) => business.id));
    const { memberships } = await lookAgain();
    const joined = memberships.find(({ business }) => !before.has(business.id));
    navigate(joined ? `/b/${joined.business.slug}` : '/', { replace: true });
  };
  return (
    <Door>
      <Step title={own.title(isolate(invited.business))} hint={own.hintMine(isolate(invited.email))}>
        <Form
          label={own.submit(isolate(invited.business))}
          tell={(error) => ({ text: joinProblem(error, own) ?? problemWords(error, words, words.signIn.failed) })}
          submit={join}
        >
          <NameField invited={invited} />
        </Form>
      </Step>
    </Door>
  );
}

function joinProblem(error: unknown, { limit, suspended }: SignUpWords['join']): string | undefined {
  if (!(error instanceof Refused)) return undefined;
  if (error.code === 'limit-reached') return limit;
  return error.code === 'business-suspended' ? suspended : undefined;
}

function NameField({ invited }: { invited: Invited }) {
  const own = useSignUpWords().join;
  return (
    <Field
      label={own.name}
      hint={own.nameHint}
      name="name"
      required
      maxLength={80}
      autoComplete="name"
      dir="auto"
      defaultValue={invited.name}
    />
  );
}

interface NotFoundProps {
  readonly found: LookUp;
  readonly again: () => void;
  readonly leave: () => void;
  readonly leaveLabel: string;
}

function NotFound({ found, again, leave, leaveLabel }: NotFoundProps) {
  const own = useSignUpWords().join;
  const button = <Button onClick={leave}>{leaveLabel}</Button>;
  switch (found.state) {
    case 'ended':
      return (
        <Notice icon={<MailX />} title={own.endedTitle} hint={own.endedHint}>
          {button}
        </Notice>
      );
    case 'failed':
      return (
        <main className="flex min-h-dvh">
          <Failed title={own.failed} {...(found.suspended ? { hint: own.suspended } : {})} retry={again} />
        </main>
      );
    case 'none':
    case 'broken':
      return (
        <Notice icon={<Link2Off />} title={own.missingTitle} hint={own.missingHint}>
          {button}
        </Notice>
      );
    default:
      return (
        <main className="flex min-h-dvh">
          <Loading />
        </main>
      );
  }
}

function Notice({ icon, title, hint, children }: { icon: ReactNode; title: string; hint: string; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh">
      <div role="alert" className="m-auto">
        <Stop icon={icon} title={title} hint={hint}>
          {children}
        </Stop>
      </div>
    </main>
  );
}
