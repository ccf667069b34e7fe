import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Spinner } from '../../look/button.tsx';
import { useMediaWords } from '../words.ts';

interface PdfFrameProps {
  readonly url: string;
  readonly name: string;
}

/**
 * The browser's own viewer. Its origin for files gives no PDF as a page, so the bytes are fetched and given to it as what they
 * are: as a PDF they are never taken for a page either, whatever is in them.
 */
export function PdfFrame({ url, name }: PdfFrameProps) {
  const words = useMediaWords();
  const { loading } = useWords();
  const [shown, setShown] = useState<string>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let made: string | undefined;
    const load = async (): Promise<void> => {
      const answer = await fetch(url, { referrerPolicy: 'no-referrer', signal: stop.signal });
      if (!answer.ok) throw new Error(`The file answers ${answer.status}`);
      made = URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type: 'application/pdf' }));
      if (stop.signal.aborted) URL.revokeObjectURL(made);
      else setShown(made);
    };
    load().catch(() => setFailed(!stop.signal.aborted));
    return () => {
      stop.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [url]);
  if (shown) return <iframe src={shown} title={name} className="size-full border-0 bg-[#fff]" />;
  return (
    <p role="status" className="flex size-full items-center justify-center p-6 text-center">
      {failed ? (
        words.linkFailed
      ) : (
        <>
          <Spinner />
          <span className="sr-only">{loading}</span>
        </>
      )}
    </p>
  );
}
