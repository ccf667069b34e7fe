import { Check, Copy } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Button } from '../../look/button.tsx';
import { useManagement } from './words.ts';

/** Something to paste elsewhere. Selecting it by hand works too, where the browser refuses the clipboard. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const words = useManagement();
  const id = useId();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      const field = document.getElementById(id);
      if (field instanceof HTMLInputElement) field.select();
    }
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          dir="ltr"
          value={value}
          onFocus={({ currentTarget }) => currentTarget.select()}
          className="min-h-12 min-w-0 grow rounded-xl border border-edge bg-ground px-3 font-mono text-sm"
        />
        <Button onClick={() => void copy()} aria-label={`${words.copy}: ${label}`} className="shrink-0">
          {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          <span className="max-sm:sr-only">{copied ? words.copied : words.copy}</span>
        </Button>
      </div>
      <p role="status" className="sr-only">
        {copied ? words.copied : ''}
      </p>
    </div>
  );
}
