import type { Model, ModelAnswer, ModelRequest } from '../../lambdas/_assistant/model.ts';

type Line =
  | { readonly say: string; readonly tokens?: number }
  | { readonly call: string; readonly input: unknown; readonly tokens?: number }
  | { readonly fails: 'again' | 'never'; readonly reason: string; readonly retryAfterMs?: number };

/** A model that says what it is told to, whatever it hears, and goes on from the line that its turn has come to. */
export function scripted(lines: readonly Line[]): Model & { readonly heard: ModelRequest[] } {
  const heard: ModelRequest[] = [];
  return {
    heard,
    async complete(request) {
      heard.push(request);
      const place = request.turns.filter((turn) => turn.from === 'assistant' && turn.calls !== undefined).length;
      return answerOf(lines[place], place);
    },
  };
}

function answerOf(line: Line | undefined, place: number): ModelAnswer {
  if (line === undefined) throw new Error('Nothing is left to say');
  if ('fails' in line)
    return {
      outcome: 'failed',
      class: line.fails,
      reason: line.reason,
      ...(line.retryAfterMs && { retryAfterMs: line.retryAfterMs }),
    };
  const usage = { tokensIn: line.tokens ?? 0, tokensOut: line.tokens ?? 0 };
  if ('say' in line) return { outcome: 'text', text: line.say, usage };
  return { outcome: 'calls', calls: [{ id: `call-${place}`, name: line.call, input: line.input }], usage };
}
