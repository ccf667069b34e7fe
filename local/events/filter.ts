/**
 * Patterns of event filters: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * An object asks for each of its keys; a list means one of its items. A comparison that is not known is an error, not a mismatch.
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) throw new Error('A filter pattern is an object');
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') {
      if (!Array.isArray(wanted)) throw new Error('$or expects a list of patterns');
      return wanted.some((one) => matchesPattern(one, event));
    }
    const value = isObject(event) ? event[key] : undefined;
    if (Array.isArray(wanted)) return wanted.some((one) => matchesOne(one, value));
    return matchesPattern(wanted, value);
  });
}

function matchesOne(wanted: unknown, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => matchesOne(wanted, one));
  if (!isObject(wanted)) return wanted === value;
  const [[comparison, operand] = ['', undefined]] = Object.entries(wanted);
  switch (comparison) {
    case 'exists':
      return operand === (value !== undefined);
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      return value !== undefined && !(Array.isArray(operand) ? operand : [operand]).some((one) => matchesOne(one, value));
    case 'numeric':
      return Array.isArray(operand) && isNumeric(value) && matchesNumbers(operand, Number(value));
    default:
      throw new Error(`The local stage does not know the filter comparison "${comparison}"`);
  }
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)));

function matchesNumbers(conditions: readonly unknown[], value: number): boolean {
  for (let index = 0; index < conditions.length; index += 2) {
    const limit = Number(conditions[index + 1]);
    const operator = conditions[index];
    const holds =
      (operator === '=' && value === limit) ||
      (operator === '<' && value < limit) ||
      (operator === '<=' && value <= limit) ||
      (operator === '>' && value > limit) ||
      (operator === '>=' && value >= limit);
    if (!holds) return false;
  }
  return true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
