import { useId, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk } from '../../business/context.tsx';
import { useLocale } from '../../i18n/language.ts';
import { VoiceForm } from './voice-form.tsx';
import { useVoiceWords } from './words.ts';

interface FormProps {
  readonly message: Message;
  readonly close: () => void;
}

/** Offered after those of the business. */
const others = ['ar-SA', 'ar-AE', 'de', 'en', 'es', 'fa', 'fr', 'he', 'hi', 'id', 'it', 'nl', 'pt', 'ru', 'tr', 'ur', 'zh'];

/** Has it written down once more, perhaps in a language that is named. */
export function AgainForm({ message: { id: messageId, conversationId: id }, close }: FormProps) {
  const words = useVoiceWords();
  const locale = useLocale();
  const id_ = useId();
  const { call, membership } = useDesk();
  const [language, setLanguage] = useState('');
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const codes = [...new Set([...membership.business.languages, ...others])];
  const ask = () => {
    const body = language === '' ? {} : { language };
    return call('POST /v1/conversations/{id}/messages/{messageId}/transcript', { params: { id, messageId }, body });
  };
  return (
    <VoiceForm label={words.again} submit={ask} close={close}>
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
    </VoiceForm>
  );
}
