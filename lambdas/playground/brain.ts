import { type ModelParts, paidModel } from '../_assistant/models/paid.ts';
import { rulesModel } from '../_assistant/rules/model.ts';
import type { RehearsalDesk } from './rehearse.ts';

/**
 * A model is paid for as in a turn: set aside before, booked after, within the cap of the month. It is of no conversation, also when
 * one is replayed: what a customer cost is not what trying cost.
 */
export const brainFor =
  (parts: ModelParts, requestId: string): RehearsalDesk['brainOf'] =>
  (store, settings, { model, spoken, greeting }) => {
    const { provider } = settings;
    if (model === 'rules' || provider === 'rules')
      return { model: rulesModel(spoken, greeting), provider: 'rules', instant: true };
    const about = { turnId: `try.${requestId}` };
    return { model: paidModel(parts, store, settings, about), provider, name: settings.model, instant: false };
  };
