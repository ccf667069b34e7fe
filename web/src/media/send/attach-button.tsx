import { Paperclip } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk } from '../../business/context.tsx';
import { IconButton } from '../../look/button.tsx';
import { accepted } from './accepted.ts';
import { PreviewDialog } from './preview-dialog.tsx';
import { sendingsOf } from './sendings-of.ts';
import { useAttachWords } from './words.ts';

export interface AttachButtonProps {
  readonly conversationId: string;
  readonly replyTo: Message | undefined;
  readonly onSent: () => void;
}

const hasFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false;

/** Files by picking, pasting or dropping anywhere on the page. */
export function AttachButton({ conversationId, replyTo, onSent }: AttachButtonProps) {
  const words = useAttachWords();
  const desk = useDesk();
  const picker = useRef<HTMLInputElement>(null);
  const [files, setFiles] = useState<readonly File[]>([]);
  const over = useGiven((given) => setFiles(given));
  return (
    <>
      <IconButton label={words.attach} onClick={() => picker.current?.click()}>
        <Paperclip size={22} aria-hidden="true" />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={accepted}
        data-attach=""
        onChange={({ currentTarget }) => {
          setFiles([...(currentTarget.files ?? [])]);
          // The same file again would not be a change.
          currentTarget.value = '';
        }}
      />
      {over ? (
        <div className="pointer-events-none fixed inset-0 z-40 flex items-center justify-center bg-[#0008] p-6">
          <p className="rounded-2xl border-2 border-dashed border-accent bg-surface px-8 py-6 text-lg font-semibold">
            {words.drop}
          </p>
        </div>
      ) : null}
      {files.length > 0 ? (
        <PreviewDialog
          files={files}
          close={() => setFiles([])}
          onSend={(chosen) => {
            const sendings = sendingsOf(desk);
            // Only the first of several answers: more would quote the same again and again.
            for (const [index, one] of chosen.entries()) {
              sendings.add(conversationId, { ...one, ...(index === 0 ? { replyTo: replyTo?.id } : {}) });
            }
            setFiles([]);
            onSent();
          }}
        />
      ) : null}
    </>
  );
}

/** What is pasted or dropped; answers whether files are held over the page. */
function useGiven(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    // Something modal lies on top: the files would not be for the conversation below.
    const covered = (): boolean => document.querySelector('dialog[open]') !== null;
    const given = (event: Event, data: DataTransfer | null): void => {
      const files = [...(data?.files ?? [])];
      if (files.length === 0 || covered()) return;
      event.preventDefault();
      latest.current(files);
    };
    window.addEventListener('paste', (event) => given(event, event.clipboardData), { signal });
    window.addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event.dataTransfer)) return;
        // Else the browser would open the file in place of the page.
        event.preventDefault();
        setOver(!covered());
      },
      { signal },
    );
    window.addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        setOver(false);
        if (hasFiles(event.dataTransfer)) event.preventDefault();
        given(event, event.dataTransfer);
      },
      { signal },
    );
    return () => stop.abort();
  }, []);
  return over;
}
