import { Pencil, SendHorizontal, Sparkles, X } from 'lucide-react';
import { useState } from 'react';
import { useDesk } from '../business/context.tsx';
import { reasonOf } from '../business/work.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { cleanText } from '../thread/clean.ts';
import type { Suggested } from './suggested.ts';

export interface SuggestedBarProps {
  readonly conversationId: string;
  readonly suggested: Suggested;
  readonly onSend: (text: string) => void;
  readonly onEdit: (text: string) => void;
}

/** What the assistant would say: a person sends it, changes it first, or drops it. */
export function SuggestedBar({ conversationId, suggested, onSend, onEdit }: SuggestedBarProps) {
  const { suggestion: words } = useWords().desk;
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const drop = async (): Promise<void> => {
    setBusy(true);
    try {
      const params = { id: conversationId, messageId: suggested.id };
      desk.putMessage(await desk.call('POST /v1/conversations/{id}/suggestions/{messageId}/drop', { params }));
    } catch (error) {
      desk.notices.tell('danger', (all) => `${all.desk.suggestion.dropFailed} ${reasonOf(error, all)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label={words.title} className="mb-2 rounded-xl border border-line bg-ground p-3 text-sm">
      <h3 className="flex items-center gap-2 font-semibold">
        <Sparkles size={15} aria-hidden="true" className="shrink-0 text-read" />
        {words.title}
      </h3>
      <p dir="auto" className="my-2 max-h-40 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
        {cleanText(suggested.text)}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={() => onSend(suggested.text)}>
          <SendHorizontal size={16} aria-hidden="true" className="rtl:-scale-x-100" />
          {words.send}
        </Button>
        <Button onClick={() => onEdit(suggested.text)}>
          <Pencil size={16} aria-hidden="true" />
          {words.edit}
        </Button>
        <Button look="quiet" busy={busy} onClick={() => void drop()}>
          <X size={16} aria-hidden="true" />
          {words.drop}
        </Button>
      </div>
    </section>
  );
}
