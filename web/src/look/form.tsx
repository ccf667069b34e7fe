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
  readonly children?: ReactNode;
  /** Beside the button. */
  readonly aside?: ReactNode;
  readonly className?: string;
}

/** A form that is busy while it asks, says in words what went wrong and where, goes there, and lets nobody press twice. */
export function Form({ label, submit, tell, check, children, aside, className = '' }: FormProps) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>({});
  const form = useRef<HTMLFormElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!trouble.text && !trouble.faults) return;
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? alert.current;
    first?.focus();
  }, [trouble]);
  const onSubmit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const faults = { ...faultsOf(event.currentTarget, words.form), ...check?.(data) };
    if (Object.keys(faults).length > 0) return setTrouble({ faults });
    setBusy(true);
    setTrouble({});
    try {
      await submit(data);
    } catch (error) {
      setTrouble(tell(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} noValidate className={`flex flex-col gap-4 ${className}`} onSubmit={(event) => void onSubmit(event)}>
      <div role="alert" className="empty:hidden">
        {trouble.text ? (
          <div ref={alert} tabIndex={-1} className="overflow-hidden rounded-xl">
            <Banner tone="danger">{trouble.text}</Banner>
          </div>
        ) : null}
      </div>
      <FaultsContext.Provider value={trouble.faults ?? {}}>{children}</FaultsContext.Provider>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={busy} className="grow">
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
