import type { CannedFields, CannedResponse } from '../../../../contract/canned-responses.ts';
import { fromCsv, toCsv } from './csv.ts';

const languagePrefix = 'text:';

const fieldsOf = ({ title, shortcut, category, text }: CannedFields): CannedFields => ({ title, shortcut, category, text });

export const asJson = (all: readonly CannedResponse[]): string => `${JSON.stringify({ items: all.map(fieldsOf) }, null, 2)}\n`;

/** One column for each language. */
export function asCsv(all: readonly CannedResponse[]): string {
  const languages = [...new Set(all.flatMap(({ text }) => Object.keys(text)))].sort();
  const head = ['title', 'shortcut', 'category', ...languages.map((tag) => `${languagePrefix}${tag}`)];
  const rows = all.map(({ title, shortcut, category, text }) => [
    title,
    shortcut,
    category,
    ...languages.map((tag) => text[tag] ?? ''),
  ]);
  return toCsv([head, ...rows]);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';

function fromJson(file: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(file);
    if (Array.isArray(value)) return value;
    return isRecord(value) && Array.isArray(value.items) ? value.items : undefined;
  } catch {
    return undefined;
  }
}

function fromRows(file: string): unknown[] | undefined {
  const [head, ...rows] = fromCsv(file);
  if (!head?.includes('shortcut')) return undefined;
  return rows.map((row) => {
    const cells = head.map((name, index) => [name.trim(), row[index] ?? ''] as const);
    const of = (wanted: string): string => cells.find(([name]) => name === wanted)?.[1] ?? '';
    const texts = cells.filter(([name, value]) => name.startsWith(languagePrefix) && value.trim() !== '');
    return {
      title: of('title'),
      shortcut: of('shortcut'),
      category: of('category'),
      text: Object.fromEntries(texts.map(([name, value]) => [name.slice(languagePrefix.length), value])),
    };
  });
}

/** What a file holds, JSON or CSV. Undefined: it is neither, or has something else in it. The API checks the values. */
export function readFile(file: string): CannedFields[] | undefined {
  const found = /^\s*[[{]/.test(file.replace(/^\ufeff/, '')) ? fromJson(file) : fromRows(file);
  if (!found || found.length === 0) return undefined;
  const items: CannedFields[] = [];
  for (const one of found) {
    if (!isRecord(one) || !isRecord(one.text)) return undefined;
    const texts = Object.entries(one.text).filter((entry): entry is [string, string] => isText(entry[1]));
    const { title, shortcut, category = '' } = one;
    if (!isText(title) || !isText(shortcut) || !isText(category)) return undefined;
    items.push({ title, shortcut: shortcut.trim().replace(/^\//, ''), category, text: Object.fromEntries(texts) });
  }
  return items;
}
