import * as z from 'zod';
import type { HandOverReason } from '../../contract/message.ts';
import type { Business } from '../_data/business.ts';
import type { CustomerCard } from '../_data/customer-card.ts';
import type { TransactItem } from '../_data/transact.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Knowledge } from './knowledge.ts';
import type { ToolOffer } from './model.ts';

/** What tools work with: this conversation and nothing else. No id ever comes from a model. */
export interface Handles {
  /** To read. */
  readonly store: TenantTable;
  /** Whatever a tool changes goes through here: all of it or nothing. Where a turn is only tried, nothing. */
  write(items: readonly TransactItem[]): Promise<'done' | 'refused'>;
  /** Whom the conversation is with. */
  customer(): Promise<CustomerCard | undefined>;
  readonly business: Business;
  readonly knowledge: Knowledge;
  /** BCP 47, of the customer. */
  readonly language: string;
  /** Milliseconds. */
  readonly now: number;
}

export interface HandOver {
  readonly reason: HandOverReason;
}

export type ToolResult<Out> =
  | { readonly ok: Out }
  /** For the model, in English: what it may do instead. */
  | { readonly refused: string }
  /** The turn ends here. */
  | { readonly handOver: HandOver };

interface Declared<In extends z.ZodType, Out extends z.ZodType> {
  readonly name: string;
  /** For the model. */
  readonly description: string;
  readonly input: In;
  readonly output: Out;
  /** `write`: it changes something, so that it is noted before the model hears of it. */
  readonly effect: 'read' | 'write';
  /** How often in one turn. */
  readonly most: number;
  readonly offered?: (handles: Pick<Handles, 'knowledge'>) => boolean;
  readonly run: (handles: Handles, input: z.output<In>) => Promise<ToolResult<z.input<Out>>>;
}

/** A tool as the turn knows it: whatever the model says goes through its schema first, and what it answers too. */
export interface Tool {
  readonly name: string;
  readonly effect: 'read' | 'write';
  readonly most: number;
  readonly offer: ToolOffer;
  offered(handles: Pick<Handles, 'knowledge'>): boolean;
  call(handles: Handles, input: unknown): Promise<Called>;
}

export type Called =
  | {
      readonly result: string;
      readonly failed: boolean;
      /** It was only tried: nothing was changed. */
      readonly notDone?: true;
    }
  | { readonly handOver: HandOver };

/** Characters of a result: what is longer is no answer to a question, and costs. */
const longest = 6_000;

export const failedWith = (reason: string): Called => ({ result: JSON.stringify({ error: reason }), failed: true });

export function tool<In extends z.ZodType, Out extends z.ZodType>(declared: Declared<In, Out>): Tool {
  const { name, description, input, output, effect, most, offered = () => true, run } = declared;
  let offer: ToolOffer | undefined;
  return {
    name,
    effect,
    most,
    offered,
    // Made when it is first offered: whoever starts has no use for it yet.
    get offer() {
      offer ??= { name, description, input: z.toJSONSchema(input) };
      return offer;
    },
    async call(handles, said) {
      const parsed = input.safeParse(said ?? {});
      if (!parsed.success) {
        const faults = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
        return failedWith(`The input is not as declared. ${faults.join('; ')}`.slice(0, 500));
      }
      const answer = await run(handles, parsed.data);
      if ('handOver' in answer) return answer;
      if ('refused' in answer) return failedWith(answer.refused);
      const result = JSON.stringify(output.parse(answer.ok));
      return result.length > longest
        ? failedWith('There is too much to tell at once. Ask for something more exact.')
        : { result, failed: false };
    },
  };
}
