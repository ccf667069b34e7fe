import type { Block } from './clean-html.ts';

/** Characters: enough for an answer with what it stands beside, and little enough to show a model several. */
const longest = 900;

const sentenceEnd = /[.!?…؟۔。！？]["”’»)\]]*\s|\n/gu;

/** In parts of at most so many characters, between sentences or words where there are any. */
function parted(text: string, most: number): readonly string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > most) {
    const head = rest.slice(0, most);
    const ends = [...head.matchAll(sentenceEnd)].map((match) => match.index + match[0].length);
    const sentence = ends.findLast((end) => end > most / 3);
    const word = head.lastIndexOf(' ');
    // Between the halves of a character nothing is cut.
    const hard = /[\uD800-\uDBFF]$/.test(head) ? most - 1 : most;
    const at = sentence ?? (word > most / 3 ? word : hard);
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return rest === '' ? parts : [...parts, rest];
}

/** What is found and shown as one: neighbours under one heading together, long ones cut. Each begins with its heading. */
export function passagesOf(blocks: readonly Block[]): readonly string[] {
  const passages: string[] = [];
  let heading = '';
  let text = '';
  const flush = (): void => {
    if (text !== '') passages.push(heading === '' ? text : `${heading}\n${text}`);
    text = '';
  };
  for (const block of blocks) {
    if (block.heading !== heading) flush();
    heading = block.heading;
    for (const part of parted(block.text, longest - heading.length)) {
      if (text.length + part.length + heading.length + 2 > longest) flush();
      text = text === '' ? part : `${text}\n${part}`;
    }
  }
  flush();
  return passages;
}
