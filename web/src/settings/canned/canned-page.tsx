import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { CannedResponse } from '../../../../contract/canned-responses.ts';
import { Field } from '../../look/field.tsx';
import { Empty } from '../../look/notice.tsx';
import { cleanName } from '../../thread/clean.ts';
import { useBase, useMay } from '../here.ts';
import { LinkButton } from '../kit/links.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { FilesPanel } from './files-panel.tsx';
import { useCanned } from './read.ts';
import { useCannedWords } from './words.ts';

const searchFrom = 8;

export function CannedPage() {
  const words = useCannedWords();
  const settings = useSettingsWords();
  const base = useBase();
  const may = useMay('templates.manage');
  const query = useCanned();
  const [typed, setTyped] = useState('');
  const create = may ? (
    <LinkButton look="primary" href={`${base}/canned/new`}>
      <Plus size={18} aria-hidden="true" />
      {words.create}
    </LinkButton>
  ) : null;
  return (
    <Page title={words.title} hint={words.hint} up={{ href: base, label: settings.title }} actions={create}>
      <ReadOnlyNote needs="templates.manage" />
      <View query={query} skeleton={<Skeleton rows={5} />}>
        {(items) => (
          <>
            {items.length >= searchFrom ? (
              <Field
                type="search"
                label={words.find}
                dir="auto"
                value={typed}
                onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              />
            ) : null}
            {items.length === 0 ? (
              <Empty title={words.none} hint={words.noneHint} />
            ) : (
              groups(items, typed).map(([category, some]) => (
                <Panel key={category} title={category === '' ? words.noCategory : category}>
                  <ul className="-mx-2 flex flex-col">
                    {some.map((one) => (
                      <li key={one.id}>
                        <Row one={one} href={`${base}/canned/${one.id}`} />
                      </li>
                    ))}
                  </ul>
                </Panel>
              ))
            )}
            <FilesPanel items={items} />
          </>
        )}
      </View>
    </Page>
  );
}

function Row({ one, href }: { one: CannedResponse; href: string }) {
  const words = useCannedWords();
  return (
    <Link href={href} className="flex min-h-14 items-center gap-3 rounded-xl px-2 py-2 hover:bg-hover">
      <span className="min-w-0 grow">
        <bdi className="block truncate font-medium">{cleanName(one.title)}</bdi>
        <bdi className="block truncate text-sm text-accent">/{one.shortcut}</bdi>
      </span>
      <span className="shrink-0 text-end text-sm text-soft">
        <span dir="ltr" className="block uppercase">
          {Object.keys(one.text).join(' ')}
        </span>
        {one.uses === 0 ? words.unused : words.uses(one.uses)}
      </span>
    </Link>
  );
}

/** By category, those without one last. */
function groups(items: readonly CannedResponse[], typed: string): [string, CannedResponse[]][] {
  const wanted = typed.trim().toLowerCase().replace(/^\//, '');
  const found = new Map<string, CannedResponse[]>();
  for (const one of items) {
    const all = [one.title, one.shortcut, ...Object.values(one.text)].join('\n').toLowerCase();
    if (all.includes(wanted)) found.set(one.category, [...(found.get(one.category) ?? []), one]);
  }
  return [...found].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a.localeCompare(b)));
}
