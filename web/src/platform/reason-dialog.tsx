import { useState } from 'react';
import { TextArea } from '../settings/kit/choice.tsx';
import { Dialog } from '../settings/kit/dialog.tsx';
import { Form } from '../settings/kit/form.tsx';
import { usePlatformWords } from './words.ts';

interface ReasonDialogProps {
  readonly title: string;
  readonly hint: string;
  readonly reasonHint: string;
  readonly label: string;
  readonly danger?: boolean;
  readonly close: () => void;
  readonly submit: (reason: string) => Promise<void>;
}

/** What an administrator of the platform does to a business needs a reason that can be read later. */
export function ReasonDialog({ title, hint, reasonHint, label, danger = false, close, submit }: ReasonDialogProps) {
  const words = usePlatformWords();
  const [typed, setTyped] = useState('');
  const reason = typed.trim();
  return (
    <Dialog title={title} close={close}>
      <p className="text-pretty">{hint}</p>
      <Form
        danger={danger}
        label={label}
        check={() => (reason.length < 10 || reason.length > 500 ? { reason: words.reasonWrong } : {})}
        said={{ reason: words.reasonWrong }}
        submit={async () => {
          await submit(reason);
          close();
        }}
      >
        {(errors) => (
          <TextArea
            label={words.reason}
            hint={reasonHint}
            maxLength={500}
            value={typed}
            error={errors.reason}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
      </Form>
    </Dialog>
  );
}
