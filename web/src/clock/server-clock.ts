/**
 * The server's time, from the `now` of its answers. A wrong clock on the phone in somebody's hand must not
 * make a client id look expired or a 24-hour window look open.
 */
export class ServerClock {
  #offsetMs = 0;
  #roundTripMs = Number.POSITIVE_INFINITY;
  readonly #own: () => number;

  constructor(own: () => number) {
    this.#own = own;
  }

  now(): number {
    return Math.round(this.#own() + this.#offsetMs);
  }

  /**
   * `asked`: own time when the request left. The answer was made on the way, about half of it, so what was learned from the
   * quickest answer is best, and stays for as long as later ones allow it.
   */
  learn(serverNow: string, asked: number): void {
    const server = Date.parse(serverNow);
    if (Number.isNaN(server)) return;
    const answered = this.#own();
    const possible = this.#offsetMs >= server - answered && this.#offsetMs <= server - asked;
    if (possible && this.#roundTripMs <= answered - asked) return;
    this.#offsetMs = server - (asked + answered) / 2;
    this.#roundTripMs = answered - asked;
  }

  own(): number {
    return this.#own();
  }
}
