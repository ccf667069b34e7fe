/** One line that is written over on a terminal, and now and then a line of its own elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #everyMs: number;
  #last = 0;
  #label = '';
  #total = 0;
  #done = 0;
  #began = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#everyMs = stream.isTTY ? 100 : 5_000;
  }

  begin(label: string, total: number, done = 0): void {
    this.#label = label;
    this.#total = total;
    this.#done = done;
    this.#began = performance.now();
    this.#last = 0;
    this.#show();
  }

  add(count: number): void {
    this.#done += count;
    if (performance.now() - this.#last >= this.#everyMs) this.#show();
  }

  end(): void {
    this.#show();
    if (this.#stream.isTTY) this.#stream.write('\n');
  }

  #show(): void {
    this.#last = performance.now();
    const text = this.#total === 0 ? `${this.#label}: ${this.#done.toLocaleString('en')}` : this.#withBar(this.#total);
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
  }

  #withBar(total: number): string {
    const share = Math.min(1, this.#done / total);
    const seconds = (this.#last - this.#began) / 1000;
    const left = share > 0.02 && share < 1 ? `, ${Math.ceil((seconds / share) * (1 - share))} s left` : '';
    const bar = '#'.repeat(Math.round(share * 30)).padEnd(30, '.');
    const counts = `${this.#done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
    return `${this.#label} [${bar}] ${Math.floor(share * 100)} % ${counts}${left}`;
  }
}
