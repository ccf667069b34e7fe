export interface Token {
  readonly sign: '/' | '@';
  /** What stands between the sign and the caret. */
  readonly typed: string;
  readonly start: number;
  readonly end: number;
}

const slash = /(?:^|\s)\/([\p{L}\p{N}-]{0,32})$/u;
const at = /(?:^|\s)@([\p{L}\p{N}.'-]{0,40})$/u;

/** The shortcut or mention that is being typed right before the caret. */
export function tokenAt(text: string, caret: number, sign: Token['sign']): Token | undefined {
  const typed = (sign === '/' ? slash : at).exec(text.slice(0, caret))?.[1];
  return typed === undefined ? undefined : { sign, typed, start: caret - typed.length - 1, end: caret };
}

/** With the token replaced; answers where the caret stands then. */
export function replaced(text: string, { start, end }: Token, by: string): { readonly text: string; readonly caret: number } {
  return { text: text.slice(0, start) + by + text.slice(end), caret: start + by.length };
}
