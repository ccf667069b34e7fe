/**
 * Characters that a provider takes in one text; of UTF-16, as what is beyond the first plane counts for more than one there.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages, https://www.twilio.com/docs/api/errors/21617
 */
export const longestText = { meta: 4_096, twilio: 1_600 } as const;
