import { Link } from 'wouter';
import { useDesk } from '../business/context.tsx';
import { useLabels } from '../business/shared.ts';
import { useWords } from '../i18n/language.ts';
import { cleanName } from '../thread/clean.ts';
import type { PanelProps } from './work-bar.tsx';

const most = 10;

export function LabelPanel({ row, close }: PanelProps) {
  const { desk: words } = useWords();
  const desk = useDesk();
  const labels = [...useLabels().values()];
  const carried = new Set<string>(row.labels ?? []);
  return (
    <div className="flex flex-col gap-1 p-2">
      {labels.length === 0 ? <p className="p-2 text-sm text-soft">{words.labelsNone}</p> : null}
      <ul className="flex flex-col">
        {labels.map((label) => {
          const on = carried.has(label.id);
          return (
            <li key={label.id}>
              <label
                className={`flex min-h-11 items-center gap-3 rounded-xl px-3 hover:bg-hover ${!on && carried.size >= most ? 'opacity-60' : ''}`}
              >
                <input
                  type="checkbox"
                  className="size-5 shrink-0"
                  checked={on}
                  disabled={!on && carried.size >= most}
                  onChange={() =>
                    void desk.work.label(row, on ? { add: [], remove: [label.id] } : { add: [label.id], remove: [] })
                  }
                />
                <span aria-hidden="true" className="size-3 shrink-0 rounded-full" style={{ backgroundColor: label.colour }} />
                <bdi className="min-w-0 truncate">{cleanName(label.name)}</bdi>
              </label>
            </li>
          );
        })}
      </ul>
      {carried.size >= most ? <p className="px-3 text-sm text-soft">{words.labelsMost}</p> : null}
      <Link
        href={`/b/${desk.membership.business.slug}/settings/labels`}
        onClick={close}
        className="flex min-h-11 items-center rounded-xl px-3 text-sm text-accent hover:bg-hover"
      >
        {words.labelsManage}
      </Link>
    </div>
  );
}
