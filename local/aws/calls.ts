import type { RecordedCall } from '../parts.ts';

/** The newest calls, oldest first. */
export class Calls {
  private readonly size: number;
  private readonly ring: RecordedCall[] = [];
  private next = 0;

  constructor(size = 100_000) {
    this.size = size;
  }

  add(call: RecordedCall): void {
    if (this.ring.length < this.size) this.ring.push(call);
    else this.ring[this.next] = call;
    this.next = (this.next + 1) % this.size;
  }

  list(): readonly RecordedCall[] {
    return this.ring.length < this.size ? [...this.ring] : [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
  }

  clear(): void {
    this.ring.length = 0;
    this.next = 0;
  }
}
