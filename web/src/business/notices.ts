import type { Catalogue } from '../i18n/en.ts';
import { Store } from '../look/store.ts';

/** Something to tell once, in passing. The words are chosen when it is shown: the language may change. */
export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'danger';
  readonly text: (words: Catalogue) => string;
  readonly undo?: () => void;
}

const shownMs = 8000;

export class Notices {
  readonly shown = new Store<readonly Notice[]>([]);
  readonly #later: (work: () => void, ms: number) => () => void;
  #count = 0;

  constructor(later: (work: () => void, ms: number) => () => void) {
    this.#later = later;
  }

  tell(tone: Notice['tone'], text: Notice['text'], undo?: () => void): void {
    const id = ++this.#count;
    // The newest only: what happened before is in the thread.
    this.shown.set([{ id, tone, text, ...(undo ? { undo } : {}) }]);
    this.#later(() => this.drop(id), shownMs);
  }

  drop(id: number): void {
    this.shown.set(this.shown.get().filter((notice) => notice.id !== id));
  }
}
