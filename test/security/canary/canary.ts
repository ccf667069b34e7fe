import { randomBytes } from 'node:crypto';

/**
 * What one business and nobody else has. Each field that people or customers fill gets a mark of its own, made of one word:
 * wherever the word turns up, something of this business is there.
 */
export class Canary {
  /** Small letters and digits: it stays itself in names, addresses, slugs and shortcuts. */
  readonly word = `k${randomBytes(6).toString('hex')}q`;
  private readonly marks = new Set<string>();
  private readonly others = new Set<string>();

  /** For a field whose content is shown again to its own business. */
  of(field: string): string {
    const mark = `${this.word}-${field}`;
    this.marks.add(mark);
    return mark;
  }

  /** Something else that only this business may meet: an id, a phone number. */
  also(...texts: readonly string[]): void {
    for (const text of texts) this.others.add(text);
  }

  /** Marks of which nothing is in what was received. */
  missingIn(received: string): string[] {
    const plain = received.toLowerCase();
    return [...this.marks].filter((mark) => !plain.includes(mark));
  }

  /** Everything of this business in a text, also where it was wrapped in base64 or hexadecimal digits. */
  foundIn(text: string): string[] {
    const plain = text.toLowerCase();
    const inOtherWords = [...base64Forms(this.word), ...base64Forms(this.word.toUpperCase())];
    return [
      ...[this.word, Buffer.from(this.word).toString('hex'), ...this.others].filter((one) => plain.includes(one.toLowerCase())),
      ...inOtherWords.filter((one) => text.includes(one)),
    ];
  }
}

/** The letters that a word always has in base64, for each of the three places it can begin at. */
export function base64Forms(word: string): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.from(`${' '.repeat(before)}${word}`).toString('base64url');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + word.length) * 8) / 6);
    return whole.slice(first, last);
  });
}
