/**
 * - `system`: what the model is told of its work; rules that keep customers and the business safe are added to it
 * - the others are said to customers: at the beginning, when a person takes over while the business is open or closed, when it is
 *   closed and the assistant does not answer, and when a customer has not answered for a while
 */
export const promptPurposes = ['system', 'greeting', 'hand-over', 'hand-over-closed', 'out-of-hours', 'follow-up'] as const;
export type PromptPurpose = (typeof promptPurposes)[number];

interface PromptVariable {
  /** `lines` may have several; the others are one line. */
  readonly type: 'text' | 'lines' | 'date' | 'time' | 'language';
  /** Whose word it is: a customer's is nobody's instruction. */
  readonly of: 'business' | 'customer' | 'platform';
  /** Characters. */
  readonly most: number;
}

/** What a text may name. */
export const promptVariables = {
  'business.name': { type: 'text', of: 'business', most: 80 },
  'business.hours': { type: 'lines', of: 'business', most: 600 },
  'business.state': { type: 'text', of: 'platform', most: 20 },
  'business.opens_next': { type: 'text', of: 'platform', most: 60 },
  'business.timezone': { type: 'text', of: 'business', most: 64 },
  'customer.name': { type: 'text', of: 'customer', most: 60 },
  'customer.language': { type: 'language', of: 'platform', most: 35 },
  'now.date': { type: 'date', of: 'platform', most: 60 },
  'now.time': { type: 'time', of: 'platform', most: 20 },
} as const satisfies Readonly<Record<string, PromptVariable>>;
export type PromptVariableName = keyof typeof promptVariables;

export const promptVariableNames: readonly string[] = Object.keys(promptVariables);
export const isPromptVariable = (name: string): name is PromptVariableName => Object.hasOwn(promptVariables, name);

const named = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** What is wrong with a text: `unknown` names a variable that there is not, `braces` are left open or closed. */
export function promptFaults(text: string): readonly { readonly fault: 'unknown' | 'braces'; readonly name: string }[] {
  const unknown = [...text.matchAll(named)].map(([, name = '']) => name).filter((name) => !isPromptVariable(name));
  const rest = text.replaceAll(named, '');
  return [
    ...[...new Set(unknown)].map((name) => ({ fault: 'unknown' as const, name })),
    ...(/\{\{|\}\}/.test(rest) ? [{ fault: 'braces' as const, name: /\{\{[^\n]{0,30}|\}\}/.exec(rest)?.[0] ?? '' }] : []),
  ];
}

export type PromptValues = Readonly<Partial<Record<PromptVariableName, string>>>;

/**
 * A value where it stands in a text: of bounded length, without what nobody sees, and without what could end the block it is in.
 * What a customer chose stands in a block of its own before a model, and plain before people.
 */
function safeValue(name: PromptVariableName, value: string, purpose: PromptPurpose): string {
  const variable: PromptVariable = promptVariables[name];
  const seen = value
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/gu, ' ')
    .replace(variable.type === 'lines' ? /[^\S\n]+/g : /\s+/g, ' ')
    .trim()
    .slice(0, variable.most)
    .toWellFormed();
  if (purpose !== 'system') return variable.of === 'customer' ? seen.replace(/[*_~`]/g, '') : seen;
  const inert = seen.replaceAll('<', '‹').replaceAll('>', '›');
  return variable.of === 'customer' ? `<customer>${inert}</customer>` : inert;
}

/**
 * The text with its variables. One pass: what a value says is never looked at again, so that a value cannot name another variable.
 * What has no value is left out.
 */
export const fillPrompt = (text: string, values: PromptValues, purpose: PromptPurpose): string =>
  text
    .replace(named, (whole, name: string) => {
      if (!isPromptVariable(name)) return whole;
      const value = values[name];
      return value === undefined ? '' : safeValue(name, value, purpose);
    })
    .trim();

/** About how many tokens a model counts: four Latin letters to one, two of other scripts. */
export function estimatedTokens(text: string): number {
  const other = text.match(/[^\p{ASCII}\p{Script=Latin}]/gu)?.length ?? 0;
  return Math.ceil(other / 2 + ([...text].length - other) / 4);
}
