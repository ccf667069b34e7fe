export type Strength = 'none' | 'short' | 'easy' | 'fine';

export const leastLength = 12;

const runs = ['abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', '01234567890123456789'];
const common = ['password', 'passwort', 'letmein', 'welcome', 'iloveyou', 'frontdesk', 'whatsapp', 'secret', 'admin'];

/** Letters that a guesser gets for free: runs of the alphabet or the keyboard, common words, what is known of the person. */
function guessed(password: string, about: readonly string[]): number {
  const text = password.toLowerCase();
  const known = about
    .flatMap((one) => one.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part.length >= 4)
    .concat(common);
  let free = 0;
  for (let at = 0; at < text.length; ) {
    const word = known.find((one) => text.startsWith(one, at));
    const run = runs.map((one) => runAt(one, text, at)).reduce((most, length) => Math.max(most, length), 0);
    const step = Math.max(word?.length ?? 0, run >= 4 ? run : 0);
    free += step > 1 ? step - 1 : 0;
    at += Math.max(step, 1);
  }
  return free;
}

function runAt(run: string, text: string, at: number): number {
  const from = run.indexOf(text.charAt(at));
  let length = 0;
  while (from >= 0 && at + length < text.length && run[from + length] === text[at + length]) length += 1;
  return length;
}

/**
 * Length decides (NIST SP 800-63B 5.1.1.2 asks for no mix of signs); a long password of few different signs, or of words that
 * anybody would try, is called easy. The server has the last word.
 */
export function strengthOf(password: string, about: readonly string[]): Strength {
  const signs = [...password];
  if (signs.length === 0) return 'none';
  if (signs.length < leastLength) return 'short';
  return new Set(signs).size < 5 || signs.length - guessed(password, about) < 8 ? 'easy' : 'fine';
}
