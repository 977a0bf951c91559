import { expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { placesOf } from '../../../gateway/notice-places.ts';
import { notice } from './notices.ts';

it('a message names hamlet and commune as people call them, and leads to the page of the thing', () => {
  const tree = new AreaTree(() => '2026-11-23');
  const area = (id: string, kind: 'province' | 'commune' | 'hamlet', unit: string, name: string, parent?: string) =>
    tree.put([{ id, kind, unit, name, validFrom: '2025-07-01', predecessors: [], ...(parent ? { parent } : {}) }]);
  area('p', 'province', 'tỉnh', 'Nghệ An');
  area('c', 'commune', 'xã', 'An Hòa', 'p');
  area('h', 'hamlet', 'thôn', 'Thôn Đông', 'c');
  const { placeOf, communeOf, linkOf } = placesOf(tree, 'https://loaxa.example');
  expect(['h', 'c', 'x'].map(placeOf)).toEqual(['Thôn Đông, xã An Hòa', 'xã An Hòa', undefined]);
  expect(communeOf('h')).toBe('c');
  const { node: _, ...common } = notice({ kind: 'uplink' });
  const alone = [notice({ node: 'n1' }), common, { ...common, kind: 'system' as const }];
  expect(alone.map((one) => linkOf(one))).toEqual([
    'https://loaxa.example/cum-loa/n1',
    'https://loaxa.example/su-co',
    'https://loaxa.example/quan-tri/suc-khoe',
  ]);
  expect([linkOf(common, 'c1'), linkOf(notice({ node: 'n1' }), 'c1')]).toEqual([
    'https://loaxa.example/su-co/c1',
    'https://loaxa.example/su-co/c1',
  ]);
});
