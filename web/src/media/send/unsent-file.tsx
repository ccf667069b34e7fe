import { CircleAlert, FileText, Mic, Music, X } from 'lucide-react';
import { useDesk, useFormats } from '../../business/context.tsx';
import type { FileOnItsWay, OutboxEntry } from '../../composer/outbox.ts';
import { useLocale, useWords } from '../../i18n/language.ts';
import { Button, IconButton } from '../../look/button.tsx';
import { bubbleShape } from '../../thread/bubble.tsx';
import { RichText } from '../../thread/rich-text.tsx';
import { sizeIn } from '../size-in.ts';
import { lengthOf } from '../sound/times.ts';
import { sendingsOf } from './sendings-of.ts';
import { useAttachWords } from './words.ts';

export interface UnsentFileProps {
  readonly entry: OutboxEntry & { readonly file: FileOnItsWay };
  readonly first: boolean;
}

/** A file on its way: what it is, how far it is, and what can be done when it does not go on. */
export function UnsentFile({ entry, first }: UnsentFileProps) {
  const words = useAttachWords();
  const { thread, kinds } = useWords();
  const formats = useFormats();
  const desk = useDesk();
  const sendings = sendingsOf(desk);
  const { file, text, clientId } = entry;
  const failed = entry.state === 'failed';
  const at = new Date(entry.pressedAt).toISOString();
  const name = file.name ?? (file.kind === 'voice' ? words.voiceNote : kinds[file.kind]);
  const reasons: Readonly<Record<string, string>> = words.reasons;
  const known = reasons[entry.reason ?? ''];
  return (
    <article
      aria-label={[thread.you, formats.time(at), name].join(', ')}
      data-unsent={entry.state}
      data-unsent-file={file.kind}
      className={`px-3 md:px-6 ${first ? 'pt-2' : 'pt-0.5'}`}
    >
      <div className={`ms-auto ${bubbleShape(true, first)}`}>
        <Preview file={file} name={name} />
        {failed ? null : (
          <div className="flex items-center gap-2">
            <span
              role="progressbar"
              aria-label={words.progress(name)}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(file.part * 100)}
              aria-valuetext={words.step[file.step]}
              className="block h-1.5 min-w-24 grow overflow-hidden rounded-full bg-line"
            >
              <span className="block h-full bg-accent motion-safe:transition-[width]" style={{ width: `${file.part * 100}%` }} />
            </span>
            <span className="text-xs text-soft">{words.step[file.step]}</span>
            <IconButton label={words.remove(name)} onClick={() => sendings.cancel(clientId)}>
              <X size={18} aria-hidden="true" />
            </IconButton>
          </div>
        )}
        {text.trim() === '' ? null : <RichText text={text} />}
        <p className="flex justify-end text-xs text-soft">
          <time dateTime={at}>{formats.time(at)}</time>
        </p>
      </div>
      {failed ? (
        <div className="ms-auto mt-1 flex w-fit max-w-[85%] flex-col gap-2 rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger sm:max-w-[75%] lg:max-w-xl">
          <p role="alert" className="flex items-start gap-2">
            <CircleAlert size={18} aria-hidden="true" className="mt-0.5 shrink-0" />
            <span>
              <strong className="font-semibold">{words.notSent}</strong> {known ?? words.reasons.other}
              {entry.detail && known === undefined ? (
                <span dir="auto" className="own-line block">
                  {entry.detail}
                </span>
              ) : null}
            </span>
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={() => sendings.cancel(clientId)}>{words.discard}</Button>
            <Button onClick={() => sendings.retry(clientId)}>{words.again}</Button>
          </div>
        </div>
      ) : null}
    </article>
  );
}

function Preview({ file: { kind, preview, bytes, durationMs }, name }: { file: FileOnItsWay; name: string }) {
  const locale = useLocale();
  if (preview && kind === 'image') {
    return <img src={preview} alt="" className="h-auto max-h-80 w-72 max-w-full rounded-lg object-contain" />;
  }
  if (preview && kind === 'video') {
    return <video src={preview} muted preload="metadata" className="max-h-80 w-72 max-w-full rounded-lg bg-black" />;
  }
  const Icon = kind === 'voice' ? Mic : kind === 'audio' ? Music : FileText;
  return (
    <p className="flex items-center gap-3">
      <Icon size={24} aria-hidden="true" className="shrink-0 text-accent" />
      <span className="flex min-w-0 flex-col">
        <bdi className="own-line font-medium wrap-anywhere">{name}</bdi>
        <span className="text-sm text-soft">
          {durationMs === undefined ? sizeIn(bytes, locale) : lengthOf(durationMs, locale)}
        </span>
      </span>
    </p>
  );
}
