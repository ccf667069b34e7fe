import type { TenantId } from '../../contract/ids.ts';
import type { SecretPurpose } from '../_shared/secrets.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { MetaAccount } from '../_whatsapp/meta/account.ts';
import type { TwilioAccount } from '../_whatsapp/twilio/account.ts';

export interface ChannelsDependencies {
  /** Routing of webhooks: who owns a number, and where its app or account reports. */
  readonly routing: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
  seal(tenant: TenantId, purpose: SecretPurpose, plaintext: string): Promise<string>;
  open(tenant: TenantId, purpose: SecretPurpose, sealed: string, now: number): Promise<string>;
  account(accessToken: string): MetaAccount;
  twilioAccount(accountSid: string, authToken: string): TwilioAccount;
  /** What the addresses of Meta's webhooks begin with; ends with a slash. */
  readonly webhookUrl: string;
  /** The same of Twilio's. */
  readonly twilioWebhookUrl: string;
}

/** Who acts, when and from where: what every change notes in the audit log. */
export interface Acting {
  readonly tenant: TenantId;
  readonly employee: { readonly id: string; readonly name: string };
  /** Milliseconds. */
  readonly now: number;
  readonly requestId: string;
  readonly sourceIp: string;
}
