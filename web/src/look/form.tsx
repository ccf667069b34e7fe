import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';
import { faultsOf } from './form-faults.ts';
import { Banner } from './notice.tsx';

/** What is wrong with which field, by its name. */
export type Faults = Readonly<Record<string, string>>;

/** What a failed try says: about the whole, or beside single fields. */
export interface Trouble {
  readonly text?: string | undefined;
  readonly faults?: Faults;
}

const FaultsContext = createContext<Faults>({});
/** What the form around says about a field. */
export const useFault = (name: string | undefined): string | undefined => useContext(FaultsContext)[name ?? ''];

interface FormProps {
  /** On the button. */
  readonly label: string;
  readonly submit: (data: FormData) => Promise<void>;
  readonly tell: (error: unknown) => Trouble;
  /** For what the browser does not check by itself. */
  readonly check?: (data: FormData) => Faults;
  /** What is known to be wrong from the start. */
  readonly given?: Faults;
  readonly children?: ReactNode;
  /** Beside the button. */
  readonly aside?: ReactNode;
  readonly className?: string;
}

/** A form that is busy while it asks, says in words what went wrong and where, goes there, and lets nobody press twice. */
export function Form({ label, submit, tell, check, given = {}, children, aside, className = '' }: FormProps) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>({ faults: given });
  const [tries, setTries] = useState(Object.keys(given).length > 0 ? 1 : 0);
  const form = useRef<HTMLFormElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const checkNow = useRef(check);
  checkNow.current = check;
  useEffect(() => {
    if (tries === 0) return;
    // Through the context, fields hear of their faults only after this component has been drawn.
    const timer = setTimeout(() => {
      const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? alert.current;
      wrong?.focus();
    });
    return () => clearTimeout(timer);
  }, [tries]);
  const fail = (next: Trouble): void => {
    setTrouble(next);
    setTries((times) => times + 1);
  };
  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const faults = { ...faultsOf(event.currentTarget, words.form), ...check?.(data) };
    if (Object.keys(faults).length > 0) return fail({ faults });
    setBusy(true);
    setTrouble({});
    try {
      await submit(data);
    } catch (error) {
      fail(tell(error));
    } finally {
      setBusy(false);
    }
  };
  /** What has been put right is no longer called wrong; what the server did not take counts until something changes. */
  const onInput = (): void => {
    if (Object.keys(trouble.faults ?? {}).length === 0) return;
    // Fields that follow from this one have followed by then.
    setTimeout(() => {
      if (!form.current) return;
      const left = { ...faultsOf(form.current, words.form), ...checkNow.current?.(new FormData(form.current)) };
      setTrouble(({ text, faults = {} }) => ({
        text,
        faults: Object.fromEntries(Object.entries(faults).filter(([name]) => name in left)),
      }));
    });
  };
  return (
    <form
      ref={form}
      noValidate
      className={`flex flex-col gap-4 ${className}`}
      onSubmit={(event) => void onSubmit(event)}
      onInput={onInput}
    >
      <div role="alert" className="empty:hidden">
        {trouble.text ? (
          <div ref={alert} tabIndex={-1} className="overflow-hidden rounded-xl">
            <Banner tone="danger">{trouble.text}</Banner>
          </div>
        ) : null}
      </div>
      <FaultsContext.Provider value={trouble.faults ?? {}}>{children}</FaultsContext.Provider>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={busy} className="max-w-sm grow">
          {label}
        </Button>
        {aside}
      </div>
    </form>
  );
}

export const textOf = (data: FormData, name: string): string => {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
};
