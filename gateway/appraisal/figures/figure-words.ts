// pure
import type { SourceFigure } from '../../../protocol/api/reports.ts';

/** What figures are called in a table, and how a report names them (the second word). */
export const FIGURE_WORDS: Readonly<Record<SourceFigure['figure'], readonly [string, string]>> = {
  communes: ['communes', 'Số xã'],
  stations: ['stations', 'Xã có đài'],
  'stations-ip': ['stations-ip', 'Đài CNTT-VT'],
  'stations-fm': ['stations-fm', 'Đài không dây (FM)'],
  'stations-wired': ['stations-wired', 'Đài hữu tuyến'],
  'stations-upgrading': ['stations-upgrading', 'Đài đang nâng cấp'],
  'stations-upgraded': ['stations-upgraded', 'Đài đã nâng cấp'],
  hamlets: ['hamlets', 'Số thôn'],
  'hamlets-with-nodes': ['hamlets-with-nodes', 'Thôn có cụm loa'],
  nodes: ['nodes', 'Số cụm loa'],
  horns: ['horns', 'Số loa'],
  'horns-per-hamlet': ['horns-per-hamlet', 'Loa bình quân một thôn'],
  'grant-vnd': ['grant-vnd', 'Kinh phí hỗ trợ (đồng)'],
};
