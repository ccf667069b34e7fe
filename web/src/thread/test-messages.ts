import type { Message } from '../../../contract/message.ts';

/** Messages for tests. `at`: ms. */
export function message(id: string, over: Partial<Message> & { at?: number } = {}): Message {
  const { at = Number(id.slice(0, 13)), ...rest } = over;
  const made = {
    id,
    conversationId: '01jd0000000000000000000001',
    direction: 'in',
    content: { kind: 'text', text: id },
    sentAt: new Date(at).toISOString(),
    reactions: [],
    ...rest,
  };
  return made as unknown as Message;
}

export const idAt = (ms: number, rest = 'aaaaaaaaaaaaaaaa'): string => `${String(ms).padStart(13, '0')}-${rest}`;
