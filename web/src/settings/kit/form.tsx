import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../look/button.tsx';
import { Banner } from '../../look/notice.tsx';
import { detailOf, type FieldErrors, fieldErrors, problemWords } from './problem-words.ts';
import { useManagement } from './words.ts';

interface FormProps {
  readonly label: string;
  /** What is wrong already before asking the server. */
  readonly check?: () => FieldErrors;
  /** The form's own words for fields that the server does not take. */
  readonly said?: FieldErrors;
  readonly submit: () => Promise<unknown>;
  /** A failure that the form shows in its own way: answer true. */
  readonly handled?: (error: unknown) => boolean;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly beside?: ReactNode;
  readonly done?: string | undefined;
  /** For forms longer than a screen: while there is something to save or to say, the button stays in sight. */
  readonly sticky?: boolean;
  readonly children: (errors: FieldErrors) => ReactNode;
}

const isWrong = (errors: FieldErrors): boolean => Object.values(errors).some((error) => error !== undefined);

/** Keeps what was typed whatever happens, lets nobody press twice, says what went wrong and goes to the first wrong field. */
export function Form({ label, check, said = {}, submit, handled, disabled, danger, beside, done, sticky, children }: FormProps) {
  const words = useManagement();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);

  // A new set of errors, even an equal one, leads to the first of them.
  useEffect(() => {
    if (isWrong(errors)) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [errors]);

  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || disabled) return;
    const wrong = check?.() ?? {};
    setErrors(wrong);
    setFailure(undefined);
    if (isWrong(wrong)) return;
    setBusy(true);
    try {
      await submit();
    } catch (error) {
      if (handled?.(error)) return;
      setErrors(fieldErrors(error, said));
      setFailure(error ?? new Error('Nothing was thrown'));
    } finally {
      setBusy(false);
    }
  };

  const detail = detailOf(failure);
  return (
    <form ref={form} noValidate autoComplete="off" className="flex flex-col gap-5" onSubmit={(event) => void onSubmit(event)}>
      {children(errors)}
      <div
        className={`flex flex-col gap-3 ${sticky && (!disabled || done) ? 'sticky bottom-2 z-1 rounded-2xl border border-line bg-raised p-3 shadow-lg' : ''}`}
      >
        <div role="alert" className="empty:hidden">
          {failure === undefined ? null : (
            <div className="overflow-hidden rounded-xl">
              <Banner tone="danger">
                <div>
                  <p>{problemWords(failure, words)}</p>
                  {detail ? (
                    <p className="mt-1 text-sm">
                      {words.detail}{' '}
                      <bdi lang="en" dir="ltr">
                        {detail}
                      </bdi>
                    </p>
                  ) : null}
                </div>
              </Banner>
            </div>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={disabled}
            className={danger ? 'bg-danger! text-ground!' : ''}
          >
            {label}
          </Button>
          {beside}
          <p role="status" className="text-sm text-accent">
            {done && failure === undefined && !isWrong(errors) && !busy ? done : ''}
          </p>
        </div>
      </div>
    </form>
  );
}
