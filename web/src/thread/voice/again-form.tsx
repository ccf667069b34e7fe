import { useId, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk } from '../../business/context.tsx';
import { useLocale } from '../../i18n/language.ts';
import { Button } from '../../look/button.tsx';
import { useVoiceWords } from './words.ts';

interface FormProps {
  readonly message: Message;
  readonly close: () => void;
}

/** Offered after those of the business. */
const others = ['ar-SA', 'ar-AE', 'de', 'en', 'es', 'fa', 'fr', 'he', 'hi', 'id', 'it', 'nl', 'pt', 'ru', 'tr', 'ur', 'zh'];

/** Has it written down once more, perhaps in a language that is named. The answer comes as the message that changes. */
export function AgainForm({ message: { id: messageId, conversationId: id }, close }: FormProps) {
  const words = useVoiceWords();
  const locale = useLocale();
  const id_ = useId();
  const { call, membership } = useDesk();
  const [language, setLanguage] = useState('');
  const [standing, setStanding] = useState<'open' | 'asking' | 'failed'>('open');
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const codes = [...new Set([...membership.business.languages, ...others])];
  const ask = async (): Promise<void> => {
    setStanding('asking');
    try {
      const body = language === '' ? {} : { language };
      await call('POST /v1/conversations/{id}/messages/{messageId}/transcript', { params: { id, messageId }, body });
      close();
    } catch {
      setStanding('failed');
    }
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <label htmlFor={id_} className="text-xs font-medium">
        {words.spoken}
      </label>
      <select
        id={id_}
        value={language}
        onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
        className="min-h-11 rounded-xl border border-edge bg-raised px-3"
      >
        <option value="">{words.anyLanguage}</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {names.of(code)}
          </option>
        ))}
      </select>
      {standing === 'failed' ? (
        <p role="alert" className="text-danger">
          {words.notDone}
        </p>
      ) : null}
      <p className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={standing === 'asking'}>
          {words.again}
        </Button>
        <Button onClick={close}>{words.cancel}</Button>
      </p>
    </form>
  );
}
