// The way to its parser that does not bring along what builds and writes documents: 60 KB.
import { WritableStream } from 'htmlparser2/WritableStream';

/** A piece of a page or text, and what it stands under. */
export interface Block {
  readonly heading: string;
  readonly text: string;
}

export interface Cleaned {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What is in these is not said to anybody. */
const unsaid = new Set(
  'script style noscript template svg math nav form button select textarea iframe object embed canvas audio video dialog datalist'.split(
    ' ',
  ),
);
const breaking = new Set(
  'address article aside blockquote body dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody thead tr ul'.split(
    ' ',
  ),
);
const headings = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** No page is nested like this to be read; looking for the end of each element would take forever. */
const deepest = 400;
/** Of the title, and of a heading. */
const longestName = 120;

/** What nobody sees may be there to tell the assistant something. */
const isHidden = ({ hidden, style = '', 'aria-hidden': aria }: Readonly<Record<string, string>>): boolean =>
  hidden !== undefined ||
  aria === 'true' ||
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])/i.test(style);

/** Invisible characters (joiners of letters apart) and control characters say nothing to people either. */
export const plain = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\S\n]+/g, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|(?![\u200c\u200d])\p{Cf}/gu, '');

class Stop extends Error {}

/**
 * What a page says to people, in order: no scripts, no menus, nothing hidden. Where it has a main part of some length, that alone.
 * Stops at so many characters, and at nesting that is there to hurt.
 */
export function cleanHtml(html: string, most: number): Cleaned & { readonly cut: boolean } {
  const all: (Block & { readonly main: boolean })[] = [];
  let title = '';
  let heading = '';
  let text = '';
  let taken = 0;
  const depth = { all: 0, unsaid: 0, main: 0 };
  const within = { title: false, heading: false };

  const flush = (): void => {
    const said = plain(text).replace(/\s+/g, ' ').trim();
    text = '';
    if (said === '' || said === '-') return;
    if (within.heading) {
      heading = said.slice(0, longestName).toWellFormed();
      return;
    }
    taken += said.length;
    all.push({ heading, text: said, main: depth.main > 0 });
    if (taken > most) throw new Stop();
  };

  const parser = new WritableStream(
    {
      onopentag(name, attributes) {
        if (++depth.all > deepest) throw new Stop();
        if (depth.unsaid > 0 || unsaid.has(name) || isHidden(attributes)) {
          depth.unsaid += 1;
          return;
        }
        if (name === 'title') within.title = true;
        if (name === 'br') text += '\n';
        if (name === 'td' || name === 'th') text += text.trim() === '' ? '' : ' | ';
        if (!breaking.has(name)) return;
        flush();
        if (headings.has(name)) within.heading = true;
        if (name === 'main' || name === 'article') depth.main += 1;
        if (name === 'li') text = '- ';
      },
      ontext(data) {
        if (depth.unsaid > 0) return;
        if (within.title) title = (title + data).slice(0, 2 * longestName);
        else text += data;
      },
      onclosetag(name) {
        depth.all -= 1;
        if (depth.unsaid > 0) {
          depth.unsaid -= 1;
          return;
        }
        if (name === 'title') within.title = false;
        if (!breaking.has(name)) return;
        flush();
        if (headings.has(name)) within.heading = false;
        if (name === 'main' || name === 'article') depth.main -= 1;
      },
    },
    { decodeEntities: true },
  );
  let cut = false;
  try {
    parser.write(html);
    parser.end();
    flush();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    cut = true;
  }
  const main = all.filter((block) => block.main);
  const length = main.reduce((sum, block) => sum + block.text.length, 0);
  const kept = length >= 300 ? main : all;
  return {
    title: plain(title).replace(/\s+/g, ' ').trim().slice(0, longestName).toWellFormed(),
    blocks: kept.map((block) => ({ heading: block.heading, text: block.text })),
    cut,
  };
}
