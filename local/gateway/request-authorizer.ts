import type { Outcome } from '../functions/worker.ts';
import { AuthorizerAnswer, allows, contextOf } from './invoke-policy.ts';

export interface AuthorizerSettings {
  readonly id: string;
  /** `method.request.header.Authorization` or `route.request.querystring.ticket`. */
  readonly identitySources: readonly string[];
  /** 0: nothing is kept. */
  readonly ttlSeconds: number;
}

/** The parts of a request that identity sources can name. */
export interface RequestParts {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>> | null;
}

export type Decision =
  | { readonly allowed: true; readonly context: Readonly<Record<string, string>> }
  /** Gateway response types. */
  | {
      readonly allowed: false;
      readonly type: 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'AUTHORIZER_FAILURE' | 'AUTHORIZER_CONFIGURATION_ERROR';
    };

const mostKept = 10_000;

/** A Lambda authorizer of type REQUEST: asks its function once for the same identity and keeps the answer for a while. */
export class RequestAuthorizer {
  readonly settings: AuthorizerSettings;
  private readonly ask: (event: unknown) => Promise<Outcome>;
  private readonly now: () => number;
  private readonly kept = new Map<string, { readonly until: number; readonly answer: AuthorizerAnswer }>();

  constructor(settings: AuthorizerSettings, ask: (event: unknown) => Promise<Outcome>, now: () => number) {
    this.settings = settings;
    this.ask = ask;
    this.now = now;
  }

  async decide(parts: RequestParts, methodArn: string, event: () => unknown): Promise<Decision> {
    const identity = this.settings.identitySources.map((source) => identityValue(source, parts));
    // A missing source is answered without asking the function.
    if (identity.some((value) => value === undefined || value === '')) return { allowed: false, type: 'UNAUTHORIZED' };
    const key = JSON.stringify(identity);
    const known = this.kept.get(key);
    const answer = known && known.until > this.now() ? known.answer : await this.fresh(key, event());
    if ('type' in answer) return { allowed: false, type: answer.type };
    return allows(answer, methodArn) ? { allowed: true, context: contextOf(answer) } : { allowed: false, type: 'ACCESS_DENIED' };
  }

  /** As API Gateway's FlushStageAuthorizersCache. */
  forget(): void {
    this.kept.clear();
  }

  private async fresh(
    key: string,
    event: unknown,
  ): Promise<AuthorizerAnswer | { type: 'UNAUTHORIZED' | 'AUTHORIZER_FAILURE' | 'AUTHORIZER_CONFIGURATION_ERROR' }> {
    const outcome = await this.ask(event);
    if (!outcome.ok) return { type: outcome.errorMessage === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE' };
    const answer = AuthorizerAnswer.safeParse(outcome.payload);
    if (!answer.success) return { type: 'AUTHORIZER_CONFIGURATION_ERROR' };
    if (this.settings.ttlSeconds > 0) {
      if (this.kept.size >= mostKept) this.kept.clear();
      this.kept.set(key, { until: this.now() + this.settings.ttlSeconds * 1000, answer: answer.data });
    }
    return answer.data;
  }
}

function identityValue(source: string, { headers, query }: RequestParts): string | undefined {
  const [, place, name = ''] = /^(?:method|route)\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'querystring') return query?.[name];
  if (place !== 'header') throw new Error(`The local stage does not know the identity source ${source}`);
  const wanted = name.toLowerCase();
  return Object.entries(headers).find(([header]) => header.toLowerCase() === wanted)?.[1];
}
