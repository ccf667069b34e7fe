import type { Failure } from '../../contract/message.ts';

/** Reasons of ours for a message not to go out; the provider's are in `_whatsapp/meta/errors.ts`. */
export const windowClosed: Failure = {
  code: 'window-closed',
  title: 'The 24-hour window closed before it could be sent',
  advice: 'Send an approved template, or wait until the customer writes again.',
};
export const unknownDelivery: Failure = {
  code: 'unknown-delivery',
  title: 'WhatsApp did not say whether it took the message',
  advice: 'Ask the customer, or send it again if a second copy does no harm.',
};
export const noAddress: Failure = {
  code: 'no-address',
  title: 'There is no number or user name to send to',
  advice: 'Wait until the customer writes again.',
};
export const conversationGone: Failure = {
  code: 'conversation-gone',
  title: 'The conversation is not there any more',
  advice: 'There is nobody to send it to.',
};
export const channelMissing: Failure = {
  code: 'channel-missing',
  title: 'The WhatsApp number of this conversation is not connected any more',
  advice: 'Connect the number again in the settings.',
};
export const suspended: Failure = {
  code: 'business-suspended',
  title: 'The business was suspended before it could be sent',
  advice: 'Send it again once the business is reactivated.',
};
export const fileGone: Failure = {
  code: 'file-gone',
  title: 'The file was deleted before it could be sent',
  advice: 'Upload it again.',
};
export const storageDown: Failure = {
  code: 'storage-down',
  title: 'The file could not be read',
  advice: 'Send it again in a moment.',
};
export const notSendable: Failure = {
  code: 'not-sendable',
  title: 'Messages of this kind cannot be sent',
  advice: 'Send it as text.',
};
