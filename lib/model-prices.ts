import type { AssistantProvider, TokenPrices } from '../contract/assistant.ts';

export type PriceList = Readonly<Partial<Record<AssistantProvider, Readonly<Record<string, TokenPrices>>>>>;

/** Dollars for a million tokens, as price lists have them, in millionths. */
const dollars = (tokensIn: number, tokensOut: number): TokenPrices => ({
  in: Math.round(tokensIn * 1_000_000),
  out: Math.round(tokensOut * 1_000_000),
});

/**
 * To be compared with the providers' lists before a stage is deployed. A business may say what its own endpoint costs instead;
 * Bedrock is paid by the account of the stage, so that businesses choose among these and no others.
 */
export const modelPrices = {
  // https://platform.openai.com/docs/pricing
  openai: {
    'gpt-4.1': dollars(2, 8),
    'gpt-4.1-mini': dollars(0.4, 1.6),
    'gpt-4.1-nano': dollars(0.1, 0.4),
    'gpt-4o': dollars(2.5, 10),
    'gpt-4o-mini': dollars(0.15, 0.6),
    'gpt-5': dollars(1.25, 10),
    'gpt-5-mini': dollars(0.25, 2),
    'gpt-5-nano': dollars(0.05, 0.4),
  },
  // https://aws.amazon.com/bedrock/pricing/, by inference profile
  bedrock: {
    'eu.amazon.nova-micro-v1:0': dollars(0.046, 0.184),
    'eu.amazon.nova-lite-v1:0': dollars(0.078, 0.312),
    'eu.amazon.nova-pro-v1:0': dollars(1.05, 4.2),
    'eu.anthropic.claude-haiku-4-5-20251001-v1:0': dollars(1.1, 5.5),
    'eu.anthropic.claude-sonnet-4-5-20250929-v1:0': dollars(3.3, 16.5),
  },
} as const satisfies PriceList;
