import { randomBytes } from 'node:crypto';
import type { ConversationId } from '../../../contract/ids.ts';
import type { AssistantSettings } from '../../_data/assistant-settings.ts';
import { answered, gateOf, unanswered } from '../../_data/breaker.ts';
import { type Call, giveBack, reserve, settle } from '../../_data/budget.ts';
import type { TransactItem } from '../../_data/transact.ts';
import { failPoint } from '../../_shared/fail-point.ts';
import { log } from '../../_shared/log.ts';
import type { TenantTable } from '../../_shared/tenant.ts';
import type { ModelAnswer, ModelRequest } from '../model.ts';
import { costOf, mostCost } from './estimate.ts';
import { failed } from './failure.ts';
import { type Candidate, requestMs } from './select.ts';

export interface AskDesk {
  readonly store: TenantTable;
  readonly settings: Pick<AssistantSettings, 'provider' | 'capMicros'>;
  /** First to last: `candidatesOf`. */
  readonly candidates: readonly Candidate[];
  /** Milliseconds. */
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** Also while the provider is left alone: a person wants to know. */
  readonly always?: true;
}

export interface Asked {
  /**
   * Besides what a model says, `failed` with one of: `over-budget`, nothing was asked because the cap leaves no room for it;
   * `left-alone`, the provider has not answered for a while; `not-kept`, what was to be kept with the answer was refused;
   * `no-model`, there is none that can be asked.
   */
  readonly answer: ModelAnswer;
  /** The model that answered, or was asked last. */
  readonly model: string | undefined;
  /** What all tries cost together, millionths of a US dollar. */
  readonly micros: number;
  readonly tries: number;
}

interface About {
  /** Of the turn, or whatever else asks: the beginning of the ids in the ledger. */
  readonly turnId: string;
  readonly conversationId?: ConversationId | undefined;
}

/** What is to be written together with the cost of an answer, so that an answer that was paid is never asked for again. */
export type Keep = (asked: Asked) => readonly TransactItem[];

const triesPerModel = 2;
/** A provider that wants more patience than this has no time for this turn. */
const longestPauseMs = 5_000;
/** Then whoever set something aside is surely gone. */
const abandonedAfterMs = requestMs + 60_000;

/** A model that has the same key, or the same address, would say the same. */
const ofEveryModel = new Set(['key-refused', 'no-credit', 'wrong-address']);

/**
 * Asks the model of a business, within its budget: once more when it may help, then the one in its place. Each try is set aside
 * for before and paid after it.
 */
export async function askModel(desk: AskDesk, about: About, request: ModelRequest, keep: Keep = () => []): Promise<Asked> {
  const { store, settings, candidates, clock, pause } = desk;
  const gate = await gateOf(store, settings.provider, clock());
  const nothing = { model: candidates[0]?.name, micros: 0, tries: 0 };
  if (!gate.open && !desk.always) return { ...nothing, answer: failed('again', 'left-alone') };
  let asked: Asked = { ...nothing, answer: failed('never', 'no-model') };
  for (const candidate of candidates) {
    for (let attempt = 0; attempt < triesPerModel; attempt++) {
      asked = await once(desk, about, { candidate, request, before: asked, keep });
      const { answer } = asked;
      if (answer.outcome !== 'failed') {
        if (!gate.open || gate.known) await answered(store, settings.provider);
        return asked;
      }
      if (isOurs(answer.reason)) return asked;
      log.warn('a model did not answer', { tenant: store.tenant, code: answer.reason, attempt });
      if (ofEveryModel.has(answer.reason) || request.signal.aborted) return given(desk, asked);
      const wait = answer.retryAfterMs ?? 200 * 2 ** attempt * (1 + Math.random());
      if (answer.class === 'never' || wait > longestPauseMs) break;
      if (attempt + 1 < triesPerModel) await pause(wait);
    }
  }
  return given(desk, asked);
}

const isOurs = (reason: string): boolean => reason === 'over-budget' || reason === 'not-kept';

/** What has nothing to do with the provider's health is not held against it. */
async function given({ store, settings, clock }: AskDesk, asked: Asked): Promise<Asked> {
  const { answer } = asked;
  if (answer.outcome === 'failed' && answer.class === 'again') await unanswered(store, settings.provider, clock());
  return asked;
}

interface Try {
  readonly candidate: Candidate;
  readonly request: ModelRequest;
  readonly before: Asked;
  readonly keep: Keep;
}

async function once(desk: AskDesk, about: About, { candidate, request, before, keep }: Try): Promise<Asked> {
  const { store, settings, clock } = desk;
  const at = clock();
  const most = mostCost(request, candidate.prices);
  const call: Call = {
    id: `${about.turnId}.${randomBytes(6).toString('hex')}`,
    conversationId: about.conversationId,
    at,
    by: `${settings.provider} ${candidate.name}`,
  };
  const asked = (answer: ModelAnswer, micros: number, tries = before.tries + 1): Asked => ({
    answer,
    model: candidate.name,
    micros: before.micros + micros,
    tries,
  });
  const wanted = { ...call, micros: most, capMicros: settings.capMicros, until: at + abandonedAfterMs };
  if ((await reserve(store, wanted)) === 'over-budget') return asked(failed('never', 'over-budget'), 0, before.tries);
  failPoint('assistant.after-reserve');
  const answer = await candidate.model.complete(request);
  failPoint('assistant.after-model');
  if (answer.outcome === 'failed') {
    if (!answer.maybePaid) {
      await giveBack(store, call);
      return asked(answer, 0);
    }
    await settle(store, call, { micros: most });
    return asked(answer, most);
  }
  const micros = costOf(answer.usage, candidate.prices);
  const done = asked(answer, micros);
  const spent = { ...answer.usage, micros };
  if ((await settle(store, call, spent, keep(done))) === 'settled') return done;
  // What was to be kept is no longer wanted; it was paid all the same.
  await settle(store, call, spent);
  return { ...done, answer: failed('never', 'not-kept') };
}
