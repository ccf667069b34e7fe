import type { AssistantCheck } from '../../contract/assistant.ts';
import type { ModelAnswer } from '../_assistant/model.ts';
import { askModel } from '../_assistant/models/ask.ts';
import { shownFailure } from '../_assistant/models/failure.ts';
import type { ModelParts } from '../_assistant/models/paid.ts';
import { candidatesOf } from '../_assistant/models/select.ts';
import { assistantSettings } from '../_data/assistant-settings.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** API Gateway waits 29 s. */
const patienceMs = 20_000;

/** One word of the model, paid like any other; the one in its place is not asked. */
export async function check(parts: ModelParts, store: TenantTable, requestId: string): Promise<AssistantCheck> {
  const { clock, pause } = parts;
  const settings = await assistantSettings(store);
  if (settings.provider === 'rules') return { outcome: 'answered', milliseconds: 0, micros: 0 };
  const began = clock();
  const open = (sealed: string) => parts.open(store.tenant, 'assistant', sealed, began);
  const candidates = (await candidatesOf(settings, { ...parts, open })).slice(0, 1);
  const request = {
    system: 'Answer with the one word: ready',
    turns: [{ from: 'customer' as const, text: 'Are you ready?' }],
    tools: [],
    temperature: settings.temperature,
    maxTokens: 16,
    signal: AbortSignal.timeout(patienceMs),
  };
  const desk = { store, settings, candidates, clock, pause, always: true as const };
  const { answer, model, micros } = await askModel(desk, { turnId: `check.${requestId}` }, request);
  return { outcome: outcomeOf(answer), model, milliseconds: clock() - began, micros };
}

function outcomeOf(answer: ModelAnswer): AssistantCheck['outcome'] {
  // Whatever it says, or will not say: it was asked, and answered.
  return answer.outcome === 'failed' ? shownFailure(answer) : 'answered';
}
