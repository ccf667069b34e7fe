import { describe, expect, it } from 'vitest';
import { cleanHtml } from './clean-html.ts';
import { cleanText } from './clean-text.ts';
import { passagesOf } from './passages.ts';

const clean = (html: string) => cleanHtml(html, 100_000);
const textOf = (html: string): string =>
  clean(html)
    .blocks.map(({ text }) => text)
    .join('\n');

describe('a page', () => {
  it('says what people read, under its headings', () => {
    const { title, blocks } = clean(`<!doctype html><title>Prices &amp; times</title><nav><a>Menu</a></nav>
      <h1>Readings</h1><p>Coffee   cup:<br>50&nbsp;USD</p><ul><li>Tarot</li><li>Runes</li></ul>
      <table><tr><th>Tier</th><th>Days</th></tr><tr><td>Golden</td><td>0</td></tr></table><h2>Calls</h2>By <b>phone</b>.<footer>Open 12-20</footer>`);
    expect(title).toBe('Prices & times');
    expect(blocks).toEqual([
      { heading: 'Readings', text: 'Coffee cup: 50 USD' },
      { heading: 'Readings', text: '- Tarot' },
      { heading: 'Readings', text: '- Runes' },
      { heading: 'Readings', text: 'Tier | Days' },
      { heading: 'Readings', text: 'Golden | 0' },
      { heading: 'Calls', text: 'By phone.' },
      { heading: 'Calls', text: 'Open 12-20' },
    ]);
  });

  it('says nothing that nobody sees', () => {
    const said =
      textOf(`<p>Seen</p><script>var a = "<p>one</p>"</script><style>p{}</style><!-- two --><template><p>three</p></template>
      <div hidden><p>four<div>five</div></p></div><p style="Display : none">six</p><span aria-hidden="true">seven</span>
      <p style="opacity:0">eight</p><svg><text>nine</text></svg><p>Also\u200b se\u{E0041}en\u202e</p><noscript>ten</noscript>`);
    expect(said).toBe('Seen\nAlso seen');
  });

  it('is its main part alone, where that has some length', () => {
    const long = 'What we do. '.repeat(40);
    expect(textOf(`<header>Cookies</header><main><p>${long}</p></main><footer>Imprint</footer>`)).toBe(long.trim());
    expect(textOf('<header>Here</header><main>Short</main>')).toBe('Here\nShort');
  });

  it.each([
    ['tags that never end', '<div '.repeat(200_000)],
    ['nesting', '<b>'.repeat(500_000)],
    ['nesting of what is left out', '<svg>'.repeat(400_000)],
    ['closing tags', '</p>'.repeat(400_000)],
    ['entities', '&amp;'.repeat(400_000)],
    ['attributes', `<p ${'a=b '.repeat(400_000)}>`],
    ['comments', '<!--'.repeat(400_000)],
  ])('that is hostile by %s takes no time', (_, html) => {
    const begun = process.cpuUsage().user;
    cleanHtml(html, 100_000);
    // Milliseconds of computing; what grows with the square of the length takes minutes.
    expect((process.cpuUsage().user - begun) / 1000).toBeLessThan(5_000);
  });

  it('may end in the middle of anything', () => {
    expect(textOf('<p>Hello &amp; more')).toBe('Hello & more');
    expect(textOf('only words')).toBe('only words');
  });

  it('ends at so many characters', () => {
    const { blocks, cut } = cleanHtml('<p>0123456789</p>'.repeat(100), 200);
    expect(cut).toBe(true);
    expect(blocks).toHaveLength(21);
  });
});

describe('passages', () => {
  it('of Markdown stay under their headings', () => {
    const blocks = cleanText('Before\r\n\r\n# Hours #\n\nMonday\nTuesday\n\n\n## Calls\nBy phone');
    expect(passagesOf(blocks)).toEqual(['Before', 'Hours\nMonday\nTuesday', 'Calls\nBy phone']);
  });

  it('are cut between sentences, else words, and lose nothing', () => {
    const sentences = Array.from({ length: 60 }, (_, index) => `Sentence number ${index} says something short.`).join(' ');
    const passages = passagesOf([{ heading: 'Long', text: sentences }]);
    expect(passages.every((passage) => passage.length <= 910 && passage.startsWith('Long\n') && passage.endsWith('.'))).toBe(
      true,
    );
    expect(passages.map((passage) => passage.slice(5)).join(' ')).toBe(sentences);
    const unbroken = passagesOf([{ heading: '', text: '🌙'.repeat(1_000) }]);
    expect(unbroken.join('')).toBe('🌙'.repeat(1_000));
    expect(unbroken.every((passage) => passage.isWellFormed())).toBe(true);
  });
});
