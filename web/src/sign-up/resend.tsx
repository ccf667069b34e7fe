import { useEffect, useState } from 'react';
import { Refused } from '../api/client.ts';
import type { SignUpWords } from '../i18n/en/sign-up.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { problemWords } from '../session/problem-words.ts';
import { useSignUpWords } from './words.ts';

/** E-mails take a moment: whoever asks again at once only makes the first code useless. */
const pauseS = 30;

export const mailProblem = (error: unknown, own: SignUpWords): string | undefined =>
  error instanceof Refused && error.code === 'too-many' ? own.tooManyMails : undefined;

export function Resend({ send }: { send: () => Promise<unknown> }) {
  const words = useWords();
  const own = useSignUpWords();
  const [left, setLeft] = useState(pauseS);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState('');
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  const again = async (): Promise<void> => {
    setBusy(true);
    setTold('');
    try {
      await send();
      setTold(own.againDone);
      setLeft(pauseS);
    } catch (error) {
      setTold(mailProblem(error, own) ?? problemWords(error, words, words.signIn.failed));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button look="quiet" busy={busy} disabled={left > 0} onClick={() => void again()} className="-mx-4 tabular-nums">
        {left > 0 ? own.againIn(left) : own.again}
      </Button>
      <p role="status" className="text-sm text-soft empty:hidden">
        {told}
      </p>
    </div>
  );
}
