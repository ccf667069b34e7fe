import { useRef, useState } from 'react';
import type { PlaygroundCase, PlaygroundCaseFields } from '../../../../contract/playground.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { Field } from '../../look/field.tsx';
import { newKey } from '../here.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Late } from '../kit/page.tsx';
import { useChanged } from '../read.ts';
import { messagesOf, noTalk, type Talk, talkOf } from './conversation.ts';
import { ExpectFields } from './expect-fields.tsx';
import { anything, type ExpectDraft, expectationsOf, expectDraftOf, fitsExpected } from './expectations.ts';
import { TalkFields } from './talk-fields.tsx';
import { usePlaygroundWords } from './words.ts';

/** A case that is there, or what a new one begins with. */
export interface Editing {
  readonly known?: PlaygroundCase;
  readonly talk: Talk;
  readonly expect: ExpectDraft;
  /** A customer wrote it. */
  readonly personal: boolean;
}

export const newCase: Editing = { talk: noTalk, expect: anything, personal: false };

interface CaseDialogProps {
  readonly editing: Editing;
  readonly close: () => void;
}

export function CaseDialog({ editing, close }: CaseDialogProps) {
  const words = usePlaygroundWords();
  const { call } = useDesk();
  const changed = useChanged();
  const { known } = editing;
  const [name, setName] = useState(known?.name ?? '');
  const [talk, setTalk] = useState(editing.talk);
  const [expect, setExpect] = useState(editing.expect);
  const [version, setVersion] = useState(known?.version ?? 0);
  const [late, setLate] = useState(false);
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const messages = messagesOf(talk);
  const submit = async (): Promise<void> => {
    if (typeof messages === 'string') return;
    const body: PlaygroundCaseFields = { name: name.trim(), messages, expect: expectationsOf(expect) };
    if (known) await call('PUT /v1/playground/cases/{id}', { params: { id: known.id }, body, ifMatch: version });
    else {
      const text = JSON.stringify(body);
      if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
      await call('POST /v1/playground/cases', { body, idempotencyKey: attempt.current.key });
    }
    close();
    await changed.reload('playground-cases');
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed' || !known) return false;
    void call('GET /v1/playground/cases', {}).then(({ items }) => {
      const now = items.find(({ id }) => id === known.id);
      if (now) setVersion(now.version);
      setLate(true);
    });
    return true;
  };
  return (
    <Dialog title={known ? words.changeTitle : words.addTitle} close={close}>
      {editing.personal ? (
        <p className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-pretty text-warn">{words.personal}</p>
      ) : null}
      {late ? <Late>{words.lateCase}</Late> : null}
      <Form
        label={known ? words.changeSubmit : words.addSubmit}
        check={() => ({
          name: name.trim() === '' || name.trim().length > 80 ? words.nameWrong : undefined,
          messages: messages === 'empty' ? words.messageWrong : messages === 'too-much' ? words.tooMuch : undefined,
          says: fitsExpected(expect.says) ? undefined : words.saysWrong,
          saysNot: fitsExpected(expect.saysNot) ? undefined : words.saysWrong,
        })}
        submit={submit}
        handled={handled}
      >
        {(errors) => (
          <>
            <Field
              label={words.name}
              hint={words.nameHint}
              error={errors.name}
              dir="auto"
              maxLength={80}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <TalkFields talk={talk} change={setTalk} error={errors.messages} />
            <ExpectFields expect={expect} change={setExpect} errors={errors} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

export const editingOf = (known: PlaygroundCase): Editing => ({
  known,
  talk: talkOf(known.messages),
  expect: expectDraftOf(known.expect),
  personal: false,
});
