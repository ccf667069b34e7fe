import * as z from 'zod';
import { Command, Frame, RealtimeEvent } from '../../contract/realtime.ts';
import { commands, events } from './realtime-examples.ts';

/** What zod makes of an object, as far as this page shows it. */
const Shape = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()).default([]),
});

const named = z.object({ $ref: z.string() });

/** The protocol of the WebSocket as a page, from the schemas of the contract. */
export function realtimePage(): string {
  return `# Realtime protocol

Made by \`npm run docs\` from \`contract/realtime.ts\`. Change that, not this page.

A push is a hint, the REST API is the truth: losing one loses nothing.

1. \`POST /v1/realtime/ticket\` answers \`{ ticket, url, expiresAt }\`. A ticket opens one connection, within 30 seconds, from the page that asked for it (the \`Origin\` must be the same). It takes the session cookie besides the access token: the connection ends with the session.
2. Open \`<url>?ticket=<ticket>\`. A refused ticket ends in HTTP 401 or 403 before the connection opens: ask for another.
3. Say \`view\` for the conversation on the screen, and \`ping\` after a minute without a frame, every 5 minutes at least: no answer within 10 s means that the socket is dead although nobody closed it. API Gateway closes a connection after 10 idle minutes and after 2 hours: connect again, with some random delay.
4. After every connect, after a gap, and when in doubt, ask \`GET /v1/conversations?changedAfter=<cursor>\` with the highest \`cursor\` seen.
5. When membership ends, the server closes the connection.

## Frames

The browser sends one command per frame, as JSON. The server sends frames of one or more events, in the order in which they happened:

\`\`\`json
${json(Frame.parse({ v: 1, events: [{ type: 'command.done', requestId: 'p1' }] }))}
\`\`\`

Ignore events of an unknown \`type\` and unknown fields: new ones may come at any time.

## Commands

What the browser may say. \`requestId\` is yours; \`command.done\` or \`command.failed\` repeats it.

${section(Command, commands)}

## Events

What the server says.

${section(RealtimeEvent, events)}
`;
}

function section(
  union: z.ZodDiscriminatedUnion,
  documented: readonly { readonly says: string; readonly example: { readonly type: string } }[],
): string {
  const shapes = new Map(
    union.options.map((option) => {
      const shape = Shape.parse(z.toJSONSchema(option, { io: 'input', unrepresentable: 'any' }));
      return [String(shape.properties.type?.const), shape] as const;
    }),
  );
  const missing = [...shapes.keys()].filter((type) => !documented.some(({ example }) => example.type === type));
  if (missing.length > 0)
    throw new Error(`Without words and example in scripts/docs/realtime-examples.ts: ${missing.join(', ')}`);
  return documented
    .map(
      ({ says, example }) =>
        `### ${example.type}\n\n${says}\n\n${fields(shapes.get(example.type))}\`\`\`json\n${json(example)}\n\`\`\``,
    )
    .join('\n\n');
}

function fields(shape: z.infer<typeof Shape> | undefined): string {
  const rows = Object.entries(shape?.properties ?? {})
    .filter(([name]) => name !== 'type')
    .map(([name, schema]) => `| \`${name}\` | ${kind(schema)} | ${shape?.required.includes(name) ? 'yes' : 'no'} |`);
  return rows.length === 0 ? '' : `| field | is | always there |\n|---|---|---|\n${rows.join('\n')}\n\n`;
}

/** A schema in a few words. */
function kind(schema: unknown): string {
  const reference = named.safeParse(schema);
  if (reference.success) return `\`${reference.data.$ref.split('/').at(-1) ?? ''}\` of openapi.json`;
  const { type, format, items, anyOf, enum: values, minLength, maxLength } = Described.parse(schema);
  if (anyOf) return anyOf.map(kind).join(' or ');
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (type === 'array') return `list of ${kind(items)}`;
  if (type === 'string' && format === 'date-time') return 'instant (ISO 8601, UTC, ms)';
  if (type === 'string' && maxLength !== undefined) return `text of ${minLength ?? 0} to ${maxLength} characters`;
  return type === 'string' ? 'text' : (type ?? 'anything');
}

const Described = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
});

const json = (value: unknown): string => JSON.stringify(value, null, 2);
