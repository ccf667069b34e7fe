import { CopyField } from '../kit/copy-field.tsx';
import { useChannelWords } from './words.ts';

/** What Meta has to be told. The verify token is in this page's memory only. */
export function PasteBack({ webhookUrl, verifyToken }: { webhookUrl: string; verifyToken: string }) {
  const words = useChannelWords();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-pretty">{words.pasteHint}</p>
      <CopyField label={words.webhookUrl} value={webhookUrl} />
      <CopyField label={words.verifyToken} value={verifyToken} />
      <p className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">{words.shownOnce}</p>
    </div>
  );
}
