import { useId, useState } from 'react';
import { useDesk, useFormats } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../look/button.tsx';
import { type Recorded, RecordedDialog } from './recorded-dialog.tsx';
import { usePlaygroundWords } from './words.ts';

interface RecordedChoiceProps {
  readonly recorded: Recorded | undefined;
  readonly choose: (recorded: Recorded) => void;
  readonly error: string | undefined;
}

/** Which conversation is tried, and up to where. */
export function RecordedChoice({ recorded, choose, error }: RecordedChoiceProps) {
  const words = usePlaygroundWords();
  const formats = useFormats();
  const { clock } = useDesk();
  const id = useId();
  const [choosing, setChoosing] = useState(false);
  return (
    <div className="flex flex-col items-start gap-3">
      {recorded ? (
        <figure className="flex max-w-full flex-col gap-1">
          <figcaption className="text-sm text-soft">
            {words.chosen(isolate(recorded.name), formats.moment(recorded.at, clock.now()))}
          </figcaption>
          <p dir="auto" className="w-fit max-w-full rounded-2xl border border-line bg-in px-3 py-2 text-start wrap-anywhere">
            {recorded.line}
          </p>
        </figure>
      ) : (
        <p className="text-sm text-soft">{words.recordedNone}</p>
      )}
      <Button aria-invalid={error ? true : undefined} aria-describedby={error ? id : undefined} onClick={() => setChoosing(true)}>
        {recorded ? words.chooseOther : words.choose}
      </Button>
      {error ? (
        <p id={id} className="text-sm text-danger">
          {error}
        </p>
      ) : null}
      {choosing ? (
        <RecordedDialog
          close={() => setChoosing(false)}
          choose={(chosen) => {
            setChoosing(false);
            choose(chosen);
          }}
        />
      ) : null}
    </div>
  );
}
