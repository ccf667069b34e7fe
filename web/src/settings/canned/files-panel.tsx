import { Download, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import type { CannedResponse } from '../../../../contract/canned-responses.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { Button } from '../../look/button.tsx';
import { saveAs } from '../audit/save-as.ts';
import { useMay } from '../here.ts';
import { Panel } from '../kit/page.tsx';
import { detailOf, problemWords } from '../kit/problem-words.ts';
import { useManagement } from '../kit/words.ts';
import { asCsv, asJson, readFile } from './file.ts';
import { useCannedChanged } from './read.ts';
import { useCannedWords } from './words.ts';

const perCall = 100;

/** All of them as a file, and back. */
export function FilesPanel({ items }: { items: readonly CannedResponse[] }) {
  const words = useCannedWords();
  const common = useManagement();
  const { call } = useDesk();
  const formats = useFormats();
  const reload = useCannedChanged();
  const may = useMay('templates.manage');
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const take = async (file: File): Promise<void> => {
    setWrong('');
    setTold('');
    const found = readFile(await file.text());
    if (!found) {
      setWrong(words.importWrong);
      return;
    }
    setBusy(true);
    const became = { added: 0, replaced: 0, unchanged: 0 };
    const tooMany: string[] = [];
    try {
      for (let at = 0; at < found.length; at += perCall) {
        setTold(words.importing(formats.number(at), formats.number(found.length)));
        const answer = await call('POST /v1/canned-responses/import', { body: { items: found.slice(at, at + perCall) } });
        for (const { shortcut, outcome } of answer.items) {
          if (outcome === 'too-many') tooMany.push(`/${shortcut}`);
          else became[outcome] += 1;
        }
      }
      const { added, replaced, unchanged } = became;
      setTold(words.imported(formats.number(added), formats.number(replaced), formats.number(unchanged)));
      if (tooMany.length > 0) setWrong(words.tooMany(tooMany.join(', ')));
    } catch (error) {
      setTold('');
      setWrong([problemWords(error, common), detailOf(error) ?? ''].filter(Boolean).join(' '));
    } finally {
      setBusy(false);
      await reload();
    }
  };
  return (
    <Panel title={words.files} hint={words.filesHint}>
      <div className="flex flex-wrap gap-2">
        <Button disabled={items.length === 0} onClick={() => saveAs(asJson(items), 'canned-responses.json', 'application/json')}>
          <Download size={18} aria-hidden="true" />
          {words.exportJson}
        </Button>
        <Button disabled={items.length === 0} onClick={() => saveAs(asCsv(items), 'canned-responses.csv', 'text/csv')}>
          <Download size={18} aria-hidden="true" />
          {words.exportCsv}
        </Button>
        {may ? (
          <>
            <Button busy={busy} onClick={() => field.current?.click()}>
              <Upload size={18} aria-hidden="true" />
              {words.import}
            </Button>
            <input
              ref={field}
              type="file"
              accept=".json,.csv,application/json,text/csv"
              aria-label={words.import}
              tabIndex={-1}
              className="sr-only"
              onChange={({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                if (file) void take(file);
                // The same file again is a new wish.
                currentTarget.value = '';
              }}
            />
          </>
        ) : null}
      </div>
      {may ? <p className="text-sm text-pretty text-soft">{words.importHint}</p> : null}
      <p role="status" className="text-sm text-accent empty:hidden">
        {told}
      </p>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {wrong}
      </p>
    </Panel>
  );
}
