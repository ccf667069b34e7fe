import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { PlaygroundCase, Tried } from '../../../../contract/playground.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { useWords } from '../../i18n/language.ts';
import { Button, IconButton } from '../../look/button.tsx';
import { OwnLine } from '../../look/own-line.tsx';
import { cleanLine, cleanName } from '../../thread/clean.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Panel, Pill } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useChanged } from '../read.ts';
import { type Editing, editingOf, newCase } from './case-dialog.tsx';
import { hasPassed } from './case-run.ts';
import { Disclosure } from './disclosure.tsx';
import { expectWords } from './fault-words.ts';
import { Answer, Behind, Faults } from './result-parts.tsx';
import { RunSummary } from './run-summary.tsx';
import type { Playground } from './use-playground.ts';
import { usePlaygroundWords } from './words.ts';

interface CasesPanelProps {
  readonly play: Playground;
  readonly full: boolean;
  readonly triable: boolean;
  readonly edit: (editing: Editing) => void;
}

/** What must stay true of the answers, and whether it is with the draft. */
export function CasesPanel({ play, full, triable, edit }: CasesPanelProps) {
  const words = usePlaygroundWords();
  const [removing, setRemoving] = useState<PlaygroundCase>();
  return (
    <Panel title={words.cases} hint={words.casesHint}>
      <View query={play.cases} skeleton={<Skeleton rows={2} height="h-14" />}>
        {(cases) => (
          <>
            {cases.length === 0 ? (
              <p className="text-soft">{words.casesNone}</p>
            ) : (
              <>
                <ul className="flex flex-col">
                  {cases.map((one) => (
                    <CaseRow
                      key={one.id}
                      one={one}
                      tried={play.standing.results.get(one.id)}
                      change={() => edit(editingOf(one))}
                      remove={() => setRemoving(one)}
                    />
                  ))}
                </ul>
                <p className="text-sm text-soft">{words.runAgainst}</p>
                <RunSummary play={play} disabled={!triable} />
              </>
            )}
            {full ? (
              <p className="text-sm text-soft">{words.casesFull}</p>
            ) : (
              <Button look="quiet" className="-ms-4 self-start" onClick={() => edit(newCase)}>
                <Plus size={18} aria-hidden="true" />
                {words.add}
              </Button>
            )}
          </>
        )}
      </View>
      {removing ? <Removing one={removing} close={() => setRemoving(undefined)} /> : null}
    </Panel>
  );
}

interface CaseRowProps {
  readonly one: PlaygroundCase;
  readonly tried: Tried | undefined;
  readonly change: () => void;
  readonly remove: () => void;
}

function CaseRow({ one, tried, change, remove }: CaseRowProps) {
  const words = usePlaygroundWords();
  const all = useWords();
  const name = cleanName(one.name);
  return (
    <li className="flex flex-col gap-2 border-b border-line py-2 last:border-b-0">
      <div className="flex items-center gap-1">
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
            {tried ? (
              <Pill tone={hasPassed(tried) ? 'good' : 'bad'}>{hasPassed(tried) ? words.passed : words.failed}</Pill>
            ) : null}
          </p>
          <OwnLine className="text-sm">{cleanLine(one.messages.at(-1)?.text ?? '')}</OwnLine>
          <p className="text-sm text-soft wrap-anywhere">{expectWords(one.expect, words, all)}</p>
        </div>
        <IconButton label={words.change(isolate(name))} onClick={change}>
          <Pencil size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={words.remove(isolate(name))} onClick={remove}>
          <Trash2 size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {tried ? (
        <div className="flex flex-col gap-1">
          {tried.faults.length > 0 ? <Faults faults={tried.faults} /> : null}
          {tried.outcome === 'failed' ? <p className="text-sm text-danger">{words.noAnswer}</p> : null}
          <Disclosure label={words.showAnswer}>
            <Answer tried={tried} />
            <Behind tried={tried} />
          </Disclosure>
        </div>
      ) : null}
    </li>
  );
}

function Removing({ one, close }: { one: PlaygroundCase; close: () => void }) {
  const words = usePlaygroundWords();
  const { call } = useDesk();
  const changed = useChanged();
  return (
    <Dialog title={words.remove(isolate(cleanName(one.name)))} close={close}>
      <p>{words.removeHint}</p>
      <Form
        danger
        label={words.removeSubmit}
        submit={async () => {
          await call('DELETE /v1/playground/cases/{id}', { params: { id: one.id } });
          close();
          await changed.reload('playground-cases');
        }}
      >
        {() => null}
      </Form>
    </Dialog>
  );
}
