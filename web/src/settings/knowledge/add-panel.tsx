import { useId, useRef, useState } from 'react';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Field } from '../../look/field.tsx';
import { newKey } from '../here.ts';
import { TextArea } from '../kit/choice.tsx';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useChanged } from '../read.ts';
import { useKnowledgeWords } from './words.ts';

const longest = 100_000;
const readable = /\.(txt|text|md|markdown)$/i;
const isPdf = /\.pdf$/i;
const largestPdf = 10 * 1024 * 1024;
const noProgress = (): void => {};

const isAddress = (text: string): boolean => text.startsWith('https://') && URL.canParse(text);

/** A key for `Idempotency-Key` that stays the same while the same thing is sent. */
function useAttempt(): (body: object) => string {
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  return (body) => {
    const text = JSON.stringify(body);
    if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
    return attempt.current.key;
  };
}

export function AddPanels() {
  const words = useKnowledgeWords();
  const [way, setWay] = useState<'page' | 'text'>('page');
  const id = useId();
  return (
    <Panel title={words.add}>
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{words.add}</legend>
        {(['page', 'text'] as const).map((one) => (
          <label
            key={one}
            className={`flex min-h-11 items-center gap-2 rounded-xl border px-4 ${way === one ? 'border-accent bg-selected' : 'border-line'}`}
          >
            <input type="radio" name={id} className="size-5" checked={way === one} onChange={() => setWay(one)} />
            {one === 'page' ? words.addPage : words.addText}
          </label>
        ))}
      </fieldset>
      {way === 'page' ? <PageForm /> : <TextForm />}
    </Panel>
  );
}

function PageForm() {
  const words = useKnowledgeWords();
  const { call } = useDesk();
  const changed = useChanged();
  const keyFor = useAttempt();
  const [url, setUrl] = useState('');
  const [title, setTitle] = useState('');
  const [done, setDone] = useState(false);
  const submit = async (): Promise<void> => {
    const body = { url: url.trim(), ...(title.trim() !== '' && { title: title.trim() }) };
    await call('POST /v1/knowledge/pages', { body, idempotencyKey: keyFor(body) });
    setUrl('');
    setTitle('');
    setDone(true);
    await changed.reload('knowledge');
  };
  return (
    <Form
      label={words.addPageSubmit}
      check={() => (isAddress(url.trim()) ? {} : { url: words.urlWrong })}
      said={{ url: words.urlWrong }}
      submit={submit}
      done={done ? words.added : undefined}
    >
      {(errors) => (
        <>
          <Field
            label={words.url}
            hint={words.urlHint}
            type="url"
            dir="ltr"
            maxLength={1000}
            placeholder="https://"
            value={url}
            error={errors.url}
            onChange={({ currentTarget }) => {
              setDone(false);
              setUrl(currentTarget.value);
            }}
          />
          <Field
            label={words.pageTitle}
            hint={words.pageTitleHint}
            dir="auto"
            maxLength={120}
            value={title}
            onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          />
        </>
      )}
    </Form>
  );
}

function TextForm() {
  const words = useKnowledgeWords();
  const { call } = useDesk();
  const changed = useChanged();
  const keyFor = useAttempt();
  const id = useId();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState<string>();
  const [pdf, setPdf] = useState<File>();
  const [fileFault, setFileFault] = useState('');
  const [done, setDone] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setDone(false);
    setFileFault('');
    setPdf(undefined);
    if (isPdf.test(file.name)) {
      if (file.size > largestPdf) return setFileFault(words.pdfLarge);
      setPdf(file);
      if (title.trim() === '') setTitle(file.name.replace(isPdf, '').slice(0, 120));
      return;
    }
    if (!readable.test(file.name)) return setFileFault(words.fileWrong);
    // A character has four bytes at most.
    const read = file.size > 4 * longest ? undefined : await file.text();
    if (read === undefined || read.length > longest) return setFileFault(words.fileLarge);
    setText(read);
    setFileName(file.name);
    if (title.trim() === '') setTitle(file.name.replace(readable, '').slice(0, 120));
  };
  /** It goes straight to the storage; what it says is taken out of it there. */
  const upload = async (file: File): Promise<void> => {
    const { signal } = new AbortController();
    const [{ hashOf }, { post }] = await Promise.all([import('../../media/send/hash.ts'), import('../../media/send/post.ts')]);
    const sha256 = await hashOf(file, signal);
    const body = { title: title.trim(), fileName: file.name, bytes: file.size, sha256 };
    const added = await call('POST /v1/knowledge/files', { body, idempotencyKey: keyFor(body) });
    await post(added.post, file, signal, noProgress);
    await call('POST /v1/knowledge/{id}/refresh', { params: { id: added.source.id } });
  };
  const addText = async (): Promise<void> => {
    const body = { title: title.trim(), text: text.trim(), ...(fileName !== undefined && { fileName }) };
    await call('POST /v1/knowledge/texts', { body, idempotencyKey: keyFor(body) });
  };
  const submit = async (): Promise<void> => {
    await (pdf ? upload(pdf) : addText());
    setPdf(undefined);
    setTitle('');
    setText('');
    setFileName(undefined);
    setDone(true);
    await changed.reload('knowledge');
  };
  const within = (value: string, most: number): boolean => value.trim() !== '' && value.trim().length <= most;
  return (
    <Form
      label={words.addTextSubmit}
      check={() => ({
        ...(within(title, 120) ? {} : { title: words.textTitleWrong }),
        ...(pdf || within(text, longest) ? {} : { text: words.textWrong }),
      })}
      said={{ title: words.textTitleWrong, text: words.textWrong }}
      submit={submit}
      done={done ? words.added : undefined}
    >
      {(errors) => (
        <>
          <div className="flex min-w-0 flex-col gap-1">
            <label htmlFor={id} className="text-sm font-medium">
              {words.file}
            </label>
            <input
              id={id}
              type="file"
              accept=".txt,.text,.md,.markdown,.pdf,text/plain,text/markdown,application/pdf"
              aria-describedby={`${id}-told`}
              onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
              className="min-h-11 max-w-full text-sm file:me-3 file:min-h-11 file:rounded-xl file:border file:border-line file:bg-raised file:px-4 file:font-medium file:text-ink"
            />
            <p id={`${id}-told`} role="status" className={`text-sm ${fileFault === '' ? 'text-soft' : 'text-danger'}`}>
              {fileFault !== '' ? fileFault : pdf ? words.pdfTaken(isolate(pdf.name)) : words.fileHint}
            </p>
          </div>
          <Field
            label={words.textTitle}
            dir="auto"
            maxLength={120}
            value={title}
            error={errors.title}
            onChange={({ currentTarget }) => {
              setDone(false);
              setTitle(currentTarget.value);
            }}
          />
          {pdf ? null : (
            <TextArea
              label={words.text}
              hint={words.textHint}
              rows={6}
              maxLength={longest}
              value={text}
              error={errors.text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </>
      )}
    </Form>
  );
}
