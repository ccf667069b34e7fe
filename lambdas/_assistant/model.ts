/**
 * What the assistant asks of a language model, whoever runs it. Adapters know the protocol of their provider and nothing of
 * businesses; what is sent, and what is done with an answer, is decided by the turn.
 */

/** What a model may call. `input` is a JSON Schema of draft 2020-12, made from the tool's own zod schema. */
export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** `input` is what the model wrote, read as JSON and otherwise unchecked; absent: it was not JSON. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input?: unknown;
}

export type ModelTurn =
  | { readonly from: 'customer'; readonly text: string }
  | { readonly from: 'assistant'; readonly text?: string; readonly calls?: readonly ToolCall[] }
  | { readonly from: 'tool'; readonly id: string; readonly result: string; readonly failed?: boolean };

export interface ModelRequest {
  readonly system: string;
  readonly turns: readonly ModelTurn[];
  readonly tools: readonly ToolOffer[];
  readonly temperature: number;
  /** The most tokens the answer may have. */
  readonly maxTokens: number;
  /** Ends the request: the turn has so much time and no more. */
  readonly signal: AbortSignal;
}

export interface Usage {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** What it cost with all that was tried for it, millionths of a US dollar, where it costs anything. */
  readonly micros?: number;
}

export type ModelAnswer =
  | { readonly outcome: 'text'; readonly text: string; readonly usage: Usage }
  | { readonly outcome: 'calls'; readonly text?: string; readonly calls: readonly ToolCall[]; readonly usage: Usage }
  /** It stopped at `maxTokens`, or said nothing: no answer that can be sent. */
  | { readonly outcome: 'cut'; readonly usage: Usage }
  /** The provider's filter, or the model itself, would not answer. */
  | { readonly outcome: 'refused'; readonly usage: Usage }
  /**
   * `again`: the same request may work soon (429, 5xx, a lost connection, too slow); `never`: it will not (key, model name, a
   * request that is too long). `reason` is for logs and the trace: ids and classes, never what was said. `maybePaid`: the model
   * may have worked on it, so that what it may cost counts as spent.
   */
  | {
      readonly outcome: 'failed';
      readonly class: 'again' | 'never';
      readonly reason: string;
      readonly retryAfterMs?: number;
      readonly maybePaid?: true;
    };

export interface Model {
  complete(request: ModelRequest): Promise<ModelAnswer>;
}
