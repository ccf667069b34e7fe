import { randomBytes } from 'node:crypto';
import * as z from 'zod';

const hex32 = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`));

/** `AC`: account, `SM`: message, `MM`: message with a file. */
export const newSid = (kind: 'AC' | 'SM' | 'MM'): string => `${kind}${newToken()}`;
export const newToken = (): string => randomBytes(16).toString('hex');

export const AccountSid = hex32('AC');
export const AuthToken = hex32('');
/** E.164. */
export const PhoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/);

/** A WhatsApp number or a business-scoped id, as Twilio addresses it. */
export const whatsappAddress = /^whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[\w.]+)$/;
export const withPrefix = (name: string): string => (name.startsWith('whatsapp:') ? name : `whatsapp:${name}`);
