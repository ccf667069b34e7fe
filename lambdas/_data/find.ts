import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CustomerId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { findKey, findPartition } from './keys.ts';
import { fold, wordsOf } from './search-words.ts';

/** What a customer is called, by whom and where. */
export interface Named {
  /** By the provider and by the business. */
  readonly names: readonly (string | undefined)[];
  readonly username?: string | undefined;
  /** Digits. */
  readonly waId?: string | undefined;
}

const mostWords = 12;
const longestWord = 60;

const nameWords = (names: Named['names']): readonly string[] =>
  [
    ...new Set(
      wordsOf(names.filter((name) => name !== undefined).join(' ')).map((word) => word.slice(0, longestWord).toWellFormed()),
    ),
  ].slice(0, mostWords);

const usernameFolded = (username: string): string =>
  username
    .split(/([._])/)
    .map((part) => (part === '.' || part === '_' ? part : fold(part).text.replaceAll(' ', '')))
    .join('')
    .slice(0, longestWord)
    .toWellFormed();

const digitsOf = (text: string): string => fold(text).text.replace(/[^0-9]/g, '');
const reversed = (digits: string): string => [...digits].reverse().join('');

/** What leads to a customer. Each mark is one row; they are the same for the same names. */
export function marksOf({ names, username, waId }: Named): readonly string[] {
  const folded = usernameFolded(username ?? '');
  const digits = digitsOf(waId ?? '');
  return [
    ...nameWords(names).map((word) => `N#${word}`),
    ...(folded === '' ? [] : [`U#${folded}`]),
    ...(digits === '' ? [] : [`P#${digits}`, `R#${reversed(digits)}`]),
  ];
}

/** 1 write unit for each mark. `words`: of the whole name, for questions of several words. */
export async function keepMarks(store: TenantTable, id: CustomerId, named: Named): Promise<void> {
  const { tenant, client, table } = store;
  const n = ` ${nameWords(named.names).join(' ')}`;
  await Promise.all(
    marksOf(named).map((mark) => client.send(new PutCommand({ TableName: table, Item: { ...findKey(tenant, mark, id), n } }))),
  );
}

export async function dropMarks({ tenant, client, table }: TenantTable, id: CustomerId, marks: readonly string[]): Promise<void> {
  await Promise.all(marks.map((mark) => client.send(new DeleteCommand({ TableName: table, Key: findKey(tenant, mark, id) }))));
}

/** Of a question: beginnings of marks, and words of which each must begin a word of the name. */
interface Beginning {
  readonly mark: string;
  readonly alongside: readonly string[];
}

/** The shortest end of a number that is worth looking for. */
const shortestEnd = 3;

/** What somebody may mean who types this. */
export function beginningsOf(question: string): readonly Beginning[] {
  const asked = question.trim();
  const found: Beginning[] = [];
  const mark = (text: string, alongside: readonly string[] = []) => void found.push({ mark: text, alongside });
  const digits = digitsOf(asked);
  if (digits !== '' && /^[+\s().-]*$/.test(fold(asked).text.replace(/[0-9 ]/g, ''))) {
    // 00 is the plus of who dials from a landline; a single leading zero is dialled inside a country only.
    const whole = digits.replace(/^00/, '');
    mark(`P#${whole}`);
    const end = digits.replace(/^0+/, '');
    if (end.length >= shortestEnd && !asked.startsWith('+')) mark(`R#${reversed(end)}`);
  }
  const username = usernameFolded(asked.replace(/^@/, ''));
  if (username !== '' && !/\s/.test(asked)) mark(`U#${username}`);
  if (!/^[@+]/.test(asked)) {
    const [longest, ...others] = [...nameWords([asked])].sort((one, other) => other.length - one.length);
    if (longest !== undefined) mark(`N#${longest}`, others);
  }
  return found;
}

const Row = z.object({ sk: z.string(), n: z.string() });
/** Rows looked through for a question of several words: of a first name that many have. About 60 KB. */
const mostRows = 400;

/** Customers whom the question fits, at most `limit` for each way to read it. 1 or 2 read units for a question of one word. */
export async function findCustomers(
  { tenant, client, table }: TenantTable,
  question: string,
  limit: number,
): Promise<readonly CustomerId[]> {
  const found = await Promise.all(
    beginningsOf(question).map(async ({ mark, alongside }) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :mark)',
          ExpressionAttributeValues: { ':pk': findPartition(tenant), ':mark': mark },
          Limit: alongside.length === 0 ? limit : mostRows,
        }),
      );
      return Items.map((item) => Row.parse(item))
        .filter(({ n }) => alongside.every((word) => n.includes(` ${word}`)))
        .slice(0, limit)
        .map(({ sk }) => CustomerId.parse(sk.slice(sk.lastIndexOf('#') + 1)));
    }),
  );
  return [...new Set(found.flat())];
}
