import { browser, type Mutant, unit } from './mutant.ts';

/** Case 35: names that are programs, on screens and in tables for spreadsheets. */
export const nameMutants: readonly Mutant[] = [
  {
    case: 33,
    breaks: 'a voice note of millions of empty packets takes all memory',
    file: 'lambdas/_media/ogg.ts',
    find: 'if (packets.length > mostPackets) return',
    replace: 'if (packets.length < 0) return',
    ...unit('lambdas/_media/hostile-files'),
    only: 'voice note',
  },
  {
    case: 35,
    breaks: 'a table makes text of the plainest formulas only',
    file: 'lambdas/_shared/csv.ts',
    find: 'startsFormula.test(value) ||',
    replace: '/^=/.test(value) ||',
    ...unit('lambdas/_shared/csv'),
  },
  {
    case: 35,
    breaks: 'a part of a cell becomes a formula where cells are parted by semicolons',
    file: 'lambdas/_shared/csv.ts',
    find: `.replace(insideCell, "$1'")`,
    replace: '',
    ...unit('lambdas/_shared/csv'),
    only: 'of a part of a cell',
  },
  {
    case: 35,
    breaks: 'phone numbers become numbers in a spreadsheet',
    file: 'lambdas/_shared/csv.ts',
    find: 'startsFormula.test(value) || looksLikeLongNumber.test(value) ?',
    replace: 'startsFormula.test(value) ?',
    ...unit('lambdas/_shared/csv'),
    only: 'as it is written',
  },
  {
    case: 35,
    breaks: 'the audit log is a table with formulas in it',
    file: 'lambdas/audit/reading.ts',
    find: 'return csvLine([at, action, ...people, values(before), values(after), from, requestId]);',
    replace:
      'return `${[at, action, ...people, values(before), values(after), from, requestId].map((one) => JSON.stringify(one)).join()}\\r\\n`;',
    ...unit('lambdas/audit/reading'),
    only: 'formulas made harmless',
  },
  {
    case: 35,
    breaks: 'the name of a customer is markup in the inbox',
    file: 'web/src/inbox/inbox-row.tsx',
    find: '<bdi>{name}</bdi>',
    replace: '<bdi dangerouslySetInnerHTML={{ __html: name }} />',
    ...browser('case-35.hostile-names'),
    only: 'of a business',
  },
];
