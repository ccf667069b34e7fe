/**
 * The server's time, from the `now` of its answers. A wrong clock on the phone in somebody's hand must not
 * make a client id look expired or a 24-hour window look open.
 */
export class ServerClock {
  #offsetMs = 0;
  readonly #own: () => number;

  constructor(own: () => number) {
    this.#own = own;
  }

  now(): number {
    return Math.round(this.#own() + this.#offsetMs);
  }

  /** `asked`: own time when the request left. The answer was made about half-way. */
  learn(serverNow: string, asked: number): void {
    const server = Date.parse(serverNow);
    if (Number.isNaN(server)) return;
    this.#offsetMs = server - (asked + this.#own()) / 2;
  }

  own(): number {
    return this.#own();
  }
}
