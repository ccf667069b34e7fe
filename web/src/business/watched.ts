import { type Call, Refused } from '../api/client.ts';

/** A refusal for want of rights is news: a role was changed, somebody was deactivated, the business suspended or to be deleted. */
const news: ReadonlySet<string> = new Set(['forbidden', 'business-suspended', 'business-deleting']);

export function watched(call: Call, refused: () => void): Call {
  return async (endpoint, input, options) => {
    try {
      return await call(endpoint, input, options);
    } catch (error) {
      if (error instanceof Refused && error.code !== undefined && news.has(error.code)) refused();
      throw error;
    }
  };
}
