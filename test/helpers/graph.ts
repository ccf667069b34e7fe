import * as z from 'zod';
import type { Stage } from './stage.ts';

const Sent = z.object({
  count: z.int(),
  messages: z.array(z.object({ id: z.string(), to: z.string(), type: z.string(), body: z.unknown(), dropped: z.boolean() })),
  receipts: z.array(z.object({ messageId: z.string(), typing: z.boolean() })),
  refused: z.array(z.object({ code: z.number(), body: z.unknown() })),
});
export type Sent = z.infer<typeof Sent>;

/** What the stand-in provider was asked to send: effects are counted here, never asked of the product. */
export async function sentTo(stage: Stage, to: string): Promise<Sent> {
  return Sent.parse(await stage.control('GET', `/graph/_sent?to=${encodeURIComponent(to)}`));
}

/** Tells the stand-in how to behave until it is told otherwise. */
export const behave = (stage: Stage, settings: unknown): Promise<unknown> => stage.control('POST', '/graph/_behaviour', settings);
export const behaveAgain = (stage: Stage): Promise<unknown> => stage.control('DELETE', '/graph/_behaviour');

/** Our own key, which the provider was given in `biz_opaque_callback_data` and gives back in statuses. */
export const opaqueOf = (message: Sent['messages'][number]): string =>
  z.object({ biz_opaque_callback_data: z.string() }).parse(message.body).biz_opaque_callback_data;
