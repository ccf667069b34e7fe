import { customer as ar } from '../i18n/ar/customer.ts';
import { useWordsOf } from '../i18n/area.ts';
import { type CustomerWords, customer as en } from '../i18n/en/customer.ts';

export const useCustomerWords = (): CustomerWords => useWordsOf<CustomerWords>({ en, ar });
