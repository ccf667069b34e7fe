import { Bot, Sparkles } from 'lucide-react';
import { useDesk } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import type { PanelProps } from './work-bar.tsx';

const ways = [
  { mode: 'ai', icon: Bot, name: 'handBackAi', hint: 'handBackAiHint' },
  { mode: 'hybrid', icon: Sparkles, name: 'handBackHybrid', hint: 'handBackHybridHint' },
] as const;

export function HandBackPanel({ row, close }: PanelProps) {
  const { desk: words } = useWords();
  const { work } = useDesk();
  return (
    <ul className="flex flex-col p-2">
      {ways.map(({ mode, icon: Icon, name, hint }) => (
        <li key={mode}>
          <button
            type="button"
            onClick={() => {
              void work.handBack(row, mode);
              close();
            }}
            className="flex w-full items-start gap-3 rounded-xl p-3 text-start hover:bg-hover"
          >
            <Icon size={20} aria-hidden="true" className="mt-0.5 shrink-0 text-accent" />
            <span>
              <span className="block font-medium">{words[name]}</span>
              <span className="block text-sm text-pretty text-soft">{words[hint]}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
