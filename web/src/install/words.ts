import { install as ar } from '../i18n/ar/install.ts';
import { install as en } from '../i18n/en/install.ts';

export const words = { en, ar };
