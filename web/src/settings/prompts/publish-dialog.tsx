import { useState } from 'react';
import { useFormats } from '../../business/context.tsx';
import { useWords } from '../../i18n/language.ts';
import { Field } from '../../look/field.tsx';
import { cleanName } from '../../thread/clean.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { hasPassed } from '../playground/case-run.ts';
import { faultWords } from '../playground/fault-words.ts';
import { RunSummary } from '../playground/run-summary.tsx';
import type { Playground } from '../playground/use-playground.ts';
import { usePlaygroundWords } from '../playground/words.ts';
import { usePromptWords } from './words.ts';

interface PublishDialogProps {
  readonly play: Playground;
  readonly publish: (note: string) => Promise<void>;
  readonly handled: (error: unknown) => boolean;
  readonly close: () => void;
}

export function PublishDialog({ play, publish, handled, close }: PublishDialogProps) {
  const words = usePromptWords();
  const trying = usePlaygroundWords();
  const [note, setNote] = useState('');
  return (
    <Dialog title={words.publishTitle} close={close}>
      <p className="text-pretty">{words.publishHint}</p>
      {play.known.length > 0 ? <CasesFirst play={play} /> : null}
      <Form
        label={play.standing.failed > 0 ? trying.publishAnyway : words.publish}
        submit={() => publish(note.trim())}
        handled={handled}
      >
        {() => (
          <Field
            label={words.note}
            hint={words.noteHint}
            dir="auto"
            maxLength={200}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
        )}
      </Form>
    </Dialog>
  );
}

/** Whether the draft still does what was wanted of it. It warns, and forbids nothing. */
function CasesFirst({ play }: { play: Playground }) {
  const words = usePlaygroundWords();
  const all = useWords();
  const formats = useFormats();
  const { known, standing } = play;
  const failed = known.flatMap((one) => {
    const tried = standing.results.get(one.id);
    return tried === undefined || hasPassed(tried) ? [] : [{ one, tried }];
  });
  return (
    <section aria-label={words.cases} className="flex flex-col gap-3 rounded-xl border border-line p-3">
      {standing.complete ? null : (
        <p className="text-sm text-pretty">{words.beforePublish(known.length, formats.number(known.length))}</p>
      )}
      <RunSummary play={play} disabled={false} />
      {failed.length > 0 ? (
        <>
          <ul className="flex flex-col gap-2 text-sm">
            {failed.map(({ one, tried }) => (
              <li key={one.id}>
                <bdi className="font-medium">{cleanName(one.name)}</bdi>
                <p className="text-danger wrap-anywhere">
                  {tried.outcome === 'failed' ? words.noAnswer : ''}
                  {tried.faults.map((fault) => faultWords(fault, words, all)).join(' ')}
                </p>
              </li>
            ))}
          </ul>
          <p className="text-sm text-pretty">{words.failBeforePublish}</p>
        </>
      ) : null}
    </section>
  );
}
