import { type Block, plain } from './clean-html.ts';

/** Of plain text and Markdown: what stands between empty lines, under the heading before it. */
export function cleanText(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let lines: string[] = [];
  const flush = (): void => {
    const said = lines.join('\n').trim();
    lines = [];
    if (said !== '') blocks.push({ heading, text: said });
  };
  for (const raw of plain(text.replace(/\r\n?/g, '\n')).split('\n')) {
    const line = raw.trim();
    const [, named] = /^#{1,6}\s+(.+?)\s*#*$/.exec(line) ?? [];
    if (named !== undefined || line === '') flush();
    if (named !== undefined) heading = named.slice(0, 120).toWellFormed();
    else if (line !== '') lines.push(line);
  }
  flush();
  return blocks;
}
