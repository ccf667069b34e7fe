import { version as ar } from '../i18n/ar/version.ts';
import { version as en } from '../i18n/en/version.ts';

export const words = { en, ar };
