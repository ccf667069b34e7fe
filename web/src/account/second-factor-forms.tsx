import { type ReactNode, useState } from 'react';
import type { Output } from '../api/client.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { CodeField } from '../look/code-field.tsx';
import { Form, textOf } from '../look/form.tsx';
import { useSigned } from '../shell/signed.tsx';
import { CurrentPasswordField, Told, troubleOf } from './parts.tsx';
import { QrCode } from './qr-code.tsx';
import { useAccountWords } from './words.ts';

export type Secret = Output<'POST /v1/account/second-factor'>;

export function BeginForm({ aside, begun }: { aside: ReactNode; begun: (secret: Secret) => void }) {
  const words = useWords();
  const own = useAccountWords();
  const { call } = useSigned();
  return (
    <>
      <p className="text-pretty">{own.factor.setUpHint}</p>
      <Form
        label={own.factor.begin}
        aside={aside}
        tell={(error) => troubleOf(error, words, own)}
        submit={async (data) =>
          begun(await call('POST /v1/account/second-factor', { body: { password: textOf(data, 'password') } }))
        }
      >
        <CurrentPasswordField autoFocus />
      </Form>
    </>
  );
}

/** Fours, as authenticator apps show it: easier to type. */
const inFours = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

export function AppForm({ secret, aside, done }: { secret: Secret; aside: ReactNode; done: () => Promise<void> }) {
  const words = useWords();
  const own = useAccountWords();
  const { call } = useSigned();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret.secret);
    setCopied(true);
  };
  return (
    <>
      <p className="text-pretty">{own.factor.scan}</p>
      <div className="flex flex-wrap items-center gap-5">
        <QrCode text={secret.uri} label={own.factor.qr} />
        <div className="flex min-w-0 grow basis-56 flex-col items-start gap-1">
          <p className="text-sm text-soft">{own.factor.byHand}</p>
          <code dir="ltr" className="font-mono text-sm [overflow-wrap:anywhere]">
            {inFours(secret.secret)}
          </code>
          <Button look="quiet" className="-mx-4" onClick={() => void copy().catch(() => undefined)}>
            {own.factor.copy}
          </Button>
          <Told>{copied ? own.factor.copied : ''}</Told>
          <a href={secret.uri} className="inline-flex min-h-11 items-center font-medium text-accent underline">
            {own.factor.open}
          </a>
        </div>
      </div>
      <Form
        label={own.factor.confirm}
        aside={aside}
        tell={(error) => troubleOf(error, words, own)}
        submit={async (data) => {
          await call('POST /v1/account/second-factor/confirm', { body: { code: textOf(data, 'code') } });
          await done();
        }}
      >
        <CodeField label={own.factor.code} autoFocus />
      </Form>
    </>
  );
}

export function RemoveForm({ aside, done }: { aside: ReactNode; done: () => Promise<void> }) {
  const words = useWords();
  const own = useAccountWords();
  const { call } = useSigned();
  return (
    <>
      <p className="text-pretty">{own.factor.removeHint}</p>
      <Form
        label={own.factor.remove}
        aside={aside}
        tell={(error) => troubleOf(error, words, own)}
        submit={async (data) => {
          const body = { password: textOf(data, 'password'), code: textOf(data, 'code') };
          await call('POST /v1/account/second-factor/remove', { body });
          await done();
        }}
      >
        <CurrentPasswordField autoFocus />
        <CodeField label={own.factor.code} />
      </Form>
    </>
  );
}
