import type { TokenPrices } from '../../../contract/assistant.ts';
import type { ModelRequest, Usage } from '../model.ts';

/** Of UTF-8. */
export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** What providers put around what is sent: the frame of each message, and instructions of their own about tools. */
const tokensAround = { request: 1000, turn: 16, tool: 64 };

/**
 * The most tokens that a request can have: tokenizers cut bytes together and never apart, so a text has at most as many tokens as
 * bytes. In English it is four times too many, in Arabic twice; it is only set aside until the provider has counted.
 */
export function mostTokensIn({ system, turns, tools }: Pick<ModelRequest, 'system' | 'turns' | 'tools'>): number {
  const around = tokensAround.request + turns.length * tokensAround.turn + tools.length * tokensAround.tool;
  return bytesOf(system) + bytesOf(JSON.stringify([turns, tools])) + around;
}

/** Millionths of a US dollar, rounded up. */
export const costOf = ({ tokensIn, tokensOut }: Usage, prices: TokenPrices): number =>
  Math.ceil((tokensIn * prices.in + tokensOut * prices.out) / 1_000_000);

/** The most that a request can cost. */
export const mostCost = (request: ModelRequest, prices: TokenPrices): number =>
  costOf({ tokensIn: mostTokensIn(request), tokensOut: request.maxTokens }, prices);
