import { type Fields, fieldsOf, isFields, nameOf } from '../fields.ts';

/** What a report of the provider means for the numbers of an account. */
export interface AccountReport {
  /** Id of the WhatsApp Business Account. */
  readonly account: string;
  /** Digits; absent: all numbers of the account. */
  readonly number?: string | undefined;
  readonly quality?: 'RED' | 'UNKNOWN' | undefined;
  readonly trouble?: { readonly code: string; readonly detail: string } | undefined;
  /** Codes of what is no longer wrong. */
  readonly over: readonly string[];
}

const lookThere = 'Look at it in WhatsApp Manager.';
const flagged = 'quality-flagged';
const limited = 'limit-lowered';
const disabled = 'account-disabled';

const words = (text: string): string =>
  text
    .replace(/[^\w]+/g, ' ')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase()
    .slice(0, 60);
const code = (prefix: string, text: string): string => `${prefix}-${words(text).replaceAll(' ', '-').slice(0, 40)}`;

/**
 * Undefined: nothing that people would have to know. `event`: `{ account, field, value }` as the webhook queues it.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export function readAccountReport(event: unknown): AccountReport | undefined {
  if (!isFields(event)) return undefined;
  const account = nameOf(event, 'account');
  const value = fieldsOf(event, 'value');
  if (account === undefined || value === undefined) return undefined;
  const number = (nameOf(value, 'display_phone_number') ?? nameOf(value, 'phone_number'))?.replace(/\D/g, '') || undefined;
  const report = meaningOf(nameOf(event, 'field') ?? '', value);
  return report && { account, number, ...report };
}

type Meaning = Pick<AccountReport, 'quality' | 'trouble' | 'over'>;

function meaningOf(field: string, value: Fields): Meaning | undefined {
  const event = nameOf(value, 'event') ?? '';
  switch (field) {
    case 'phone_number_quality_update':
      return qualityUpdate(event);
    case 'account_update':
      return accountUpdate(event, fieldsOf(value, 'ban_info') ?? {});
    case 'account_alerts':
      return alert(value);
    default:
      return undefined;
  }
}

function qualityUpdate(event: string): Meaning | undefined {
  switch (event) {
    case 'FLAGGED': {
      const detail = 'Customers block or report messages of this number. Send less, and only what people expect.';
      return { quality: 'RED', trouble: { code: flagged, detail }, over: [] };
    }
    case 'UNFLAGGED':
      // How good it is now is not said: the next check tells.
      return { quality: 'UNKNOWN', over: [flagged, 'quality-red'] };
    case 'DOWNGRADE': {
      const detail = `WhatsApp lets this number begin fewer conversations a day than before. ${lookThere}`;
      return { trouble: { code: limited, detail }, over: [] };
    }
    case 'UPGRADE':
      return { over: [limited] };
    default:
      return undefined;
  }
}

/** Events that say that something is in order. */
const good = ['VERIFIED_ACCOUNT', 'ACCOUNT_RECONNECTED', 'PARTNER_ADDED', 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE'];

function accountUpdate(event: string, ban: Fields): Meaning | undefined {
  if (event === '' || good.includes(event)) return undefined;
  if (event === 'DISABLED_UPDATE') {
    if (nameOf(ban, 'waba_ban_state') === 'REINSTATE') return { over: [disabled] };
    const detail = `WhatsApp has disabled the account, or is about to. Nothing may be sent until it is lifted. ${lookThere}`;
    return { trouble: { code: disabled, detail }, over: [] };
  }
  return {
    trouble: { code: code('account', event), detail: `WhatsApp reports of the account: ${words(event)}. ${lookThere}` },
    over: [],
  };
}

function alert(value: Fields): Meaning | undefined {
  const severity = nameOf(value, 'alert_severity');
  const type = nameOf(value, 'alert_type');
  if (type === undefined || (severity !== 'CRITICAL' && severity !== 'WARNING')) return undefined;
  const over = nameOf(value, 'alert_status') === 'RESOLVED';
  const name = code('alert', type);
  if (over) return { over: [name] };
  return { trouble: { code: name, detail: `WhatsApp warns of the account: ${words(type)}. ${lookThere}` }, over: [] };
}
