import type { Outgoing, Recipient, Sending } from '../port.ts';

/** Body of `POST /{phone-number-id}/messages`. */
export function messageBody({ to, content, replyTo, key }: Sending): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    ...recipientOf(to),
    biz_opaque_callback_data: key,
    ...(replyTo === undefined ? {} : { context: { message_id: replyTo } }),
    ...contentOf(content),
  };
}

/** A business-scoped id goes into `recipient`: in `to` it is accepted and silently lost; with both, `to` would win. */
function recipientOf({ groupId, waId, userId }: Recipient): Record<string, unknown> {
  if (groupId !== undefined) return { recipient_type: 'group', to: groupId };
  if (waId !== undefined) return { recipient_type: 'individual', to: waId };
  if (userId !== undefined) return { recipient_type: 'individual', recipient: userId };
  throw new Error('A message without a recipient');
}

function contentOf(content: Outgoing): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.text, preview_url: content.previewUrl ?? false } };
    case 'voice':
      return { type: 'audio', audio: { ...content.source, voice: true } };
    case 'audio':
    case 'sticker':
      return { type: content.kind, [content.kind]: content.source };
    case 'image':
    case 'video':
      return { type: content.kind, [content.kind]: { ...content.source, caption: content.caption } };
    case 'document':
      return { type: 'document', document: { ...content.source, caption: content.caption, filename: content.filename } };
    case 'location': {
      const { latitude, longitude, name, address } = content;
      return { type: 'location', location: { latitude, longitude, name, address } };
    }
    case 'buttons':
      return interactive('button', content.text, { buttons: content.buttons.map((reply) => ({ type: 'reply', reply })) });
    case 'list':
      return interactive('list', content.text, { button: content.button, sections: [{ rows: content.rows }] });
    case 'template': {
      const { name, language, components } = content;
      return { type: 'template', template: { name, language: { code: language }, components } };
    }
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: content.target, emoji: content.emoji } };
    default:
      return content satisfies never;
  }
}

const interactive = (type: string, text: string, action: Record<string, unknown>) => ({
  type: 'interactive',
  interactive: { type, body: { text }, action },
});
