import * as z from 'zod';
import { HandOverReason } from '../../../contract/message.ts';
import { tool } from '../tool.ts';

export const handOverTool = tool({
  name: 'hand_over',
  description:
    'Leave the conversation to a person of the business: when the customer asks for one, is upset, wants something you cannot do or know, or what is not the business’s affair. The customer is told.',
  input: z.strictObject({
    reason: HandOverReason.extract(['asked', 'upset', 'out-of-scope', 'low-confidence', 'tool-failed']),
  }),
  output: z.object({}),
  effect: 'read',
  most: 1,
  run: async (_, { reason }) => ({ handOver: { reason } }),
});
