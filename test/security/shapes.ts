import fc from 'fast-check';
import * as z from 'zod';
import { Currency, Hours, Language, Timezone } from '../../contract/locale.ts';

/** Requests made from the schemas of the contract: what the API takes is what tests send. */
type Schema = z.core.$ZodType;

/** Schemas whose rule is a function: nothing in them tells what they take. */
const known = new Map<Schema, fc.Arbitrary<unknown>>([
  [Timezone, fc.constantFrom('Europe/Istanbul', 'Asia/Beirut', 'UTC')],
  [Language, fc.constantFrom('en', 'ar', 'tr', 'pt-BR')],
  [Currency, fc.constantFrom('USD', 'EUR', 'TRY')],
  [Hours, fc.constantFrom([], [{ day: 1, from: '09:00', to: '17:00' }])],
]);

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => Buffer.from(all).toString('hex'));
const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  email: hex(6).map((name) => `${name}@nobody.example`),
  url: hex(6).map((name) => `https://${name}.nobody.example/v1`),
  // Of a minute ago at most: an id made by the client must be about now.
  uuid: fc.tuple(fc.integer({ min: 0, max: 60_000 }), hex(10)).map(([ago, random]) => {
    const time = (Date.now() - ago).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
  }),
  datetime: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }).map((ms) => new Date(ms).toISOString()),
};

const Check = z.object({
  check: z.string().optional(),
  format: z.string().optional(),
  pattern: z.instanceof(RegExp).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  value: z.number().optional(),
});
const Checked = z.object({ checks: z.array(z.custom<z.core.$ZodCheck>()).optional() });

/** What the checks of a schema say; a schema of a format is a check of its own. */
function factsOf(def: object) {
  const { checks = [] } = Checked.parse(def);
  const facts = [def, ...checks.map((check) => check._zod.def)].flatMap((one) => Check.safeParse(one).data ?? []);
  const first = <Found>(find: (fact: z.output<typeof Check>) => Found | undefined) =>
    facts.map(find).find((found) => found !== undefined);
  return {
    format: first(({ format }) => Object.keys(formats).find((name) => name === format)),
    pattern: first(({ pattern }) => pattern),
    min: first(({ minimum, value, check }) => minimum ?? (check === 'greater_than' ? value : undefined)) ?? 0,
    max: first(({ maximum, value, check }) => maximum ?? (check === 'less_than' ? value : undefined)) ?? 100,
  };
}

function text(def: object): fc.Arbitrary<string> {
  const { format, pattern, min, max } = factsOf(def);
  const formatted = format === undefined ? undefined : formats[format];
  if (formatted) return formatted;
  // Classes of Unicode are more than the maker of strings understands, and so are letters of either case: those as they are do.
  if (pattern)
    return fc.stringMatching(
      /\\p\{/.test(pattern.source) ? /^[a-z0-9]{3,20}$/ : new RegExp(pattern.source, pattern.flags.replace('i', '')),
    );
  const least = Math.max(1, min);
  return fc.string({
    unit: fc.constantFrom(...'abcdefghij'),
    minLength: least,
    maxLength: Math.max(least, Math.min(max, least + 20)),
  });
}

/** Reading a pattern costs 50 times what making a string of it does, and thousands of requests are made of some 200 schemas. */
const made = new WeakMap<Schema, fc.Arbitrary<unknown>>();

/** Values that a schema takes, as a client would send them. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const values = made.get(schema) ?? (known.get(schema) ?? shapeOf(schema)).filter(takenBy(schema));
  made.set(schema, values);
  return values;
}

function takenBy(schema: Schema): (value: unknown) => boolean {
  let refused = 0;
  return (value) => {
    if (z.safeParse(schema, value).success) {
      refused = 0;
      return true;
    }
    refused += 1;
    if (refused > 1_000)
      throw new Error(`A ${schema._zod.def.type} takes nothing of what is made for it, as ${JSON.stringify(value)}`);
    return false;
  };
}

function shapeOf(schema: Schema): fc.Arbitrary<unknown> {
  const one = schema as z.core.$ZodTypes;
  const { def } = one._zod;
  switch (def.type) {
    case 'string':
      return text(def);
    case 'number': {
      const { min, max } = factsOf(def);
      return fc.integer({ min, max });
    }
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'array':
      return fc.array(valuesOf(def.element), { minLength: 1, maxLength: 2 });
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(def.shape).map(([name, inner]) => [name, valuesOf(inner)])));
    case 'record':
      return fc.dictionary(valuesOf(def.keyType).map(String), valuesOf(def.valueType), { minKeys: 1, maxKeys: 2 });
    case 'union':
      return fc.oneof(...def.options.map(valuesOf));
    case 'optional':
    case 'nullable':
    case 'default':
      return valuesOf(def.innerType);
    case 'pipe':
      return valuesOf(def.in);
    case 'null':
      return fc.constant(null);
    case 'unknown':
      return fc.constant('anything');
    default:
      throw new Error(`No values are known of a schema of type ${def.type}: say in test/security/shapes.ts what it takes`);
  }
}

/** One value, the same for the same seed. */
export function sampleOf(schema: Schema, seed = 1): unknown {
  return fc.sample(valuesOf(schema), { seed, numRuns: 1 })[0];
}
