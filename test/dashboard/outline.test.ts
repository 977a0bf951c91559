import { describe, expect, it } from 'vitest';
import { drawn, outlineText, readOutline } from '../../dashboard/place/outline.ts';

const SQUARE: [number, number][] = [
  [18.6, 105.6],
  [18.6, 105.7],
  [18.7, 105.7],
  [18.7, 105.6],
];
const geoJson = (ring: unknown) => JSON.stringify({ type: 'Polygon', coordinates: [ring] });
const turned = SQUARE.map(([latitude, longitude]) => [longitude, latitude]);

describe('an outline', () => {
  it.each([
    ['points one a line', '18.6, 105.6\n18.6 105.7\n\n18.7;105.7\n18.7,105.6,\n'],
    ['points of a closed ring', outlineText([...SQUARE, SQUARE[0] as [number, number]])],
    ['GeoJSON, longitude first', geoJson([...turned, turned[0]])],
    [
      'a Feature in a collection',
      `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":${geoJson(turned)}}]}`,
    ],
    ['a MultiPolygon of one', JSON.stringify({ type: 'MultiPolygon', coordinates: [[turned]] })],
  ])('is read from %s', (_what, text) => {
    expect(readOutline(text)).toEqual({ points: SQUARE });
  });

  it.each([
    ['', { what: 'few' }],
    ['18.6, 105.6\n18.6, 105.7\n18.6, 105.6', { what: 'few' }],
    ['18.6, 105.6\nthôn Đông', { what: 'unreadable', n: 2 }],
    ['105.6, 18.6\n105.7, 18.6\n105.7, 18.7', { what: 'outside', n: 1 }],
    [outlineText([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]] as [number, number][]), { what: 'crosses', n: 1 }],
    [
      outlineText(Array.from({ length: 201 }, (_, n) => [18 + Math.sin(n / 32), 105 + Math.cos(n / 32)] as const)),
      { what: 'many', n: 201 },
    ],
    ['{"type":"Point","coordinates":[105.6,18.6]}', { what: 'geojson' }],
    ['{"type":', { what: 'geojson' }],
    [JSON.stringify({ type: 'Polygon', coordinates: [turned, turned] }), { what: 'several', n: 2 }],
  ])('%j is refused, and it says where', (text, fault) => {
    expect(readOutline(text)).toEqual({ fault });
  });

  it('is drawn north up within its frame, and says how far it reaches', () => {
    const { path, wideKm, highKm } = drawn(SQUARE, 100);
    const numbers = (path.match(/[\d.]+/g) ?? []).map(Number);
    expect([numbers.length, Math.min(...numbers) >= 0, Math.max(...numbers) <= 100]).toEqual([8, true, true]);
    expect(numbers[1]).toBeGreaterThan(numbers[5] ?? 0);
    expect([Math.round(wideKm * 10), Math.round(highKm * 10)]).toEqual([105, 111]);
  });
});
