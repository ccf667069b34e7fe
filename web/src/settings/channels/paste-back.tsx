import type { Channel } from '../../../../contract/channels.ts';
import { CopyField } from '../kit/copy-field.tsx';
import { useChannelWords } from './words.ts';

interface PasteBackProps {
  readonly channel: Pick<Channel, 'provider' | 'webhookUrl'>;
  /** Of Meta. It is in this page's memory only. */
  readonly verifyToken?: string | undefined;
}

/** What the provider has to be told. */
export function PasteBack({ channel: { provider, webhookUrl }, verifyToken }: PasteBackProps) {
  const words = useChannelWords();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-pretty">{words.pasteHint[provider]}</p>
      <CopyField label={words.webhookUrl[provider]} value={webhookUrl} />
      {verifyToken === undefined ? null : (
        <>
          <CopyField label={words.verifyToken} value={verifyToken} />
          <p className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">{words.shownOnce}</p>
        </>
      )}
    </div>
  );
}
