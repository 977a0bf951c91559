import { describe, expect, it } from 'vitest';
import { readIndex } from '../../../../gateway/upstream/feeds/feed-index.ts';
import { bytesOf, capXml } from '../cap/messages.ts';

const BASE = 'https://cap.example.vn/feeds/index';
const urls = (text: string) => {
  const index = readIndex(bytesOf(text), BASE);
  return index.is === 'alert' ? 'alert' : index.entries.map(({ url }) => url);
};

describe('an index of alerts', () => {
  it.each([
    ['an alert itself', capXml(), 'alert'],
    [
      'a list with remarks and relative addresses',
      '# hôm nay\r\n\na.xml\nhttps://b.vn/x#y\n',
      ['https://cap.example.vn/feeds/a.xml', 'https://b.vn/x'],
    ],
    ['nothing', '', []],
    [
      'RSS with links',
      '<rss version="2.0"><channel><item><link>/1</link></item><item><guid>https://b.vn/2</guid></item></channel></rss>',
      ['https://cap.example.vn/1', 'https://b.vn/2'],
    ],
    [
      'RSS whose enclosure is the alert',
      '<rss><channel><item><link>/page</link><enclosure url="/1.cap" type="application/cap+xml"/></item></channel></rss>',
      ['https://cap.example.vn/1.cap'],
    ],
    [
      'RSS by date',
      '<rss><channel><item><link>/1</link><pubDate>Mon, 23 Nov 2026 02:00:00 GMT</pubDate></item><item><link>/2</link><pubDate>Mon, 23 Nov 2026 03:00:00 GMT</pubDate></item></channel></rss>',
      ['https://cap.example.vn/2', 'https://cap.example.vn/1'],
    ],
    ['the same twice', '/1\n/1\n', ['https://cap.example.vn/1']],
    [
      'Atom with a link of another relation',
      '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="edit" href="/e"/></entry></feed>',
      [],
    ],
  ])('may be %s', (_what, text, found) => {
    expect(urls(text)).toEqual(found);
  });

  it('never names more than five hundred', () => {
    expect(urls(Array.from({ length: 700 }, (_, n) => `/${n}`).join('\n'))).toHaveLength(500);
  });
});
