import type { Message } from '../../contract/message.ts';
import { getRegistration, type Registration } from '../_data/registration.ts';
import type { Attempt } from '../_data/transcript.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { transcribeCode } from './languages.ts';
import type { Order } from './port.ts';

/** Undefined: the business is being removed, or is gone. */
export async function livingBusiness(store: TenantTable): Promise<Registration | undefined> {
  const registration = await getRegistration(store, store.tenant);
  return registration?.removing === undefined ? registration : undefined;
}

interface About extends Attempt {
  readonly job: string;
  /** Asked for by a person. */
  readonly language?: string | undefined;
}

/** What an engine is to know of a voice note. */
export function orderOf(
  store: TenantTable,
  message: Message | undefined,
  business: Registration | undefined,
  about: About,
): Order {
  const { conversationId, messageId, attempt, job, language } = about;
  const media = message && 'media' in message.content ? message.content.media : undefined;
  // What the engine knows comes first: it is tried in the first one when it cannot tell.
  const languages = (business?.languages ?? []).toSorted(
    (one, other) => Number(transcribeCode(one) === undefined) - Number(transcribeCode(other) === undefined),
  );
  return {
    tenant: store.tenant,
    conversationId,
    messageId,
    attempt,
    job,
    mimeType: message?.file?.mimeType ?? media?.mimeType ?? 'audio/ogg',
    fileId: media?.fileId,
    languages: language === undefined ? languages : [language],
  };
}
