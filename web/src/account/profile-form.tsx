import { type ChangeEvent, useId, useRef, useState } from 'react';
import type { Employee } from '../../../contract/team.ts';
import { Refused } from '../api/client.ts';
import type { Membership } from '../business/desk.ts';
import { languages, useWords } from '../i18n/language.ts';
import { Avatar } from '../look/avatar.tsx';
import { Button } from '../look/button.tsx';
import { Field } from '../look/field.tsx';
import { Form, type Trouble } from '../look/form.tsx';
import { problemWords } from '../session/problem-words.ts';
import { Select } from '../settings/kit/choice.tsx';
import { useSigned } from '../shell/signed.tsx';
import { Told } from './parts.tsx';
import { smallPicture } from './small-picture.ts';
import { useAccountWords } from './words.ts';

interface ProfileFormProps {
  readonly membership: Membership;
  readonly profile: Employee;
  readonly took: (next: Employee) => void;
}

interface Draft {
  readonly name?: string;
  readonly language?: string;
  /** null: no picture any more. */
  readonly avatar?: string | null;
}

export function ProfileForm({ membership, profile, took }: ProfileFormProps) {
  const words = useWords();
  const own = useAccountWords();
  const { callFor, lookAgain } = useSigned();
  const call = callFor(membership.business.id);
  // Only what was changed here: the rest follows the profile, also when that is loaded anew.
  const [draft, setDraft] = useState<Draft>({});
  const [saved, setSaved] = useState(false);
  const change = (part: Draft): void => {
    setSaved(false);
    setDraft((known) => ({ ...known, ...part }));
  };
  const name = draft.name ?? profile.name;
  const language = draft.language ?? profile.language ?? '';
  const avatar = draft.avatar === undefined ? profile.avatar : (draft.avatar ?? undefined);

  const save = async (): Promise<void> => {
    const body = draft.name === undefined ? draft : { ...draft, name: draft.name.trim() };
    try {
      if (Object.keys(body).length > 0) took(await call('PATCH /v1/profile', { body, ifMatch: profile.version }));
    } catch (error) {
      // What was typed stays; saving again is made from what is there now.
      if (error instanceof Refused && error.code === 'changed') took(await call('GET /v1/profile', {}));
      throw error;
    }
    // What was typed while it was saved is not saved yet.
    setDraft((now) => (now === draft ? {} : now));
    setSaved(true);
    if (body.name !== undefined) await lookAgain().catch(() => undefined);
  };
  const tell = (error: unknown): Trouble => ({
    text:
      error instanceof Refused && error.code === 'changed'
        ? own.profile.changed
        : problemWords(error, words, words.signIn.failed),
  });
  return (
    <Form label={own.save} submit={save} tell={tell}>
      <Picture
        profile={profile}
        avatar={avatar}
        chosen={draft.avatar !== undefined && draft.avatar !== null}
        change={(next) => change({ avatar: next })}
      />
      <Field
        label={own.profile.name}
        name="name"
        required
        maxLength={80}
        autoComplete="name"
        dir="auto"
        value={name}
        onInput={({ currentTarget }) => change({ name: currentTarget.value })}
      />
      <Select
        label={own.profile.language}
        value={language}
        options={[
          ...(profile.language === undefined ? [{ value: '', label: own.profile.languageNone, disabled: language !== '' }] : []),
          ...Object.entries(languages).map(([value, { name: called }]) => ({ value, label: called })),
          ...(profile.language !== undefined && !(profile.language in languages)
            ? [{ value: profile.language, label: profile.language }]
            : []),
        ]}
        onChange={({ currentTarget }) => change({ language: currentTarget.value })}
      />
      <Told>{saved ? own.saved : ''}</Told>
    </Form>
  );
}

interface PictureProps {
  readonly profile: Employee;
  readonly avatar: string | undefined;
  /** It is a new one, not saved yet. */
  readonly chosen: boolean;
  readonly change: (avatar: string | null) => void;
}

function Picture({ profile, avatar, chosen, change }: PictureProps) {
  const own = useAccountWords().profile;
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [problem, setProblem] = useState(false);
  const take = async ({ currentTarget }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = currentTarget.files ?? [];
    // The same file chosen again is a change too.
    const uri = file && (await smallPicture(file));
    if (input.current) input.current.value = '';
    if (!file) return;
    setProblem(uri === undefined);
    if (uri !== undefined) change(uri);
  };
  return (
    <div className="flex items-center gap-4">
      {avatar === undefined ? (
        <span className="scale-125 p-2">
          <Avatar id={profile.id} name={profile.name} />
        </span>
      ) : (
        <img src={avatar} alt="" width={64} height={64} className="size-16 shrink-0 rounded-full object-cover" />
      )}
      <div className="flex min-w-0 flex-wrap gap-2">
        <input
          ref={input}
          id={id}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          aria-label={own.picture}
          className="hidden"
          onChange={(event) => void take(event)}
        />
        <Button onClick={() => input.current?.click()}>{avatar === undefined ? own.choose : own.other}</Button>
        {avatar === undefined ? null : (
          <Button look="quiet" onClick={() => change(null)}>
            {own.remove}
          </Button>
        )}
        <p role="status" className={`w-full text-sm empty:hidden ${problem ? 'text-danger' : 'text-soft'}`}>
          {problem ? own.pictureWrong : chosen ? own.pictureReady : ''}
        </p>
      </div>
    </div>
  );
}
