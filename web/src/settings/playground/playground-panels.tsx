import { useState } from 'react';
import type { Prompts, PromptTexts } from '../../../../contract/prompts.ts';
import { CaseDialog, type Editing } from './case-dialog.tsx';
import { CasesPanel } from './cases-panel.tsx';
import { isTriable } from './choices.ts';
import { talkOf } from './conversation.ts';
import { expectAsSeen } from './expectations.ts';
import { TryPanel } from './try-panel.tsx';
import type { Playground } from './use-playground.ts';

/** As the contract has it. */
const mostCases = 50;

interface PlaygroundPanelsProps {
  readonly play: Playground;
  readonly prompts: Prompts;
  /** As it is on the screen. */
  readonly texts: PromptTexts;
}

/** Trying the words, and the cases that they are tried with. */
export function PlaygroundPanels({ play, prompts, texts }: PlaygroundPanelsProps) {
  const [editing, setEditing] = useState<Editing>();
  const full = play.known.length >= mostCases;
  return (
    <>
      <TryPanel
        play={play}
        prompts={prompts}
        texts={texts}
        keep={
          full ? undefined : (said, tried, personal) => setEditing({ talk: talkOf(said), expect: expectAsSeen(tried), personal })
        }
      />
      <CasesPanel play={play} full={full} triable={isTriable(texts)} edit={setEditing} />
      {editing ? <CaseDialog editing={editing} close={() => setEditing(undefined)} /> : null}
    </>
  );
}
