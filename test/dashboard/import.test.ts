import { describe, expect, test } from 'vitest';
import { importColumnText, importErrorText } from '../../dashboard/components/import-error-text.ts';
import { sampleOf } from '../../dashboard/components/import-samples.ts';
import { createSay } from '../../dashboard/i18n/say.ts';
import { vi } from '../../dashboard/i18n/vi.ts';
import { viSetup } from '../../dashboard/i18n/vi-setup.ts';
import { FoundingWorld } from '../browser/fake/founding-world.ts';
import { createPlaces } from '../browser/fake/places.ts';

const say = createSay({ ...vi, ...viSetup });
const NOW = Date.UTC(2026, 10, 23);

function newWorld() {
  const places = createPlaces(NOW);
  return { founding: new FoundingWorld({ ...places }, () => NOW), own: [places.province.id] };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('tables', () => {
  test('the gateway takes every sample as it is', () => {
    const { founding, own } = newWorld();
    for (const table of ['areas', 'nodes', 'stations'] as const) {
      const { text } = sampleOf(table, 'Nghệ An');
      const result = founding.take(table, bytes(text), own, false);
      expect(result.errors, table).toEqual([]);
      expect(result.imported, table).toBe(text.trim().split('\n').length - 1);
    }
  });

  const WRONG = [
    [
      'areas',
      'Cấp;Tên;Trực thuộc;Số hộ;Hiệu lực từ;Hiệu lực đến',
      [
        'chợ;A;Hưng Lĩnh;;;',
        'thôn;;Hưng Lĩnh;;;',
        'thôn;B;;;;',
        'xã;C;Hà Nội;;;',
        'thôn;D;Hưng Lĩnh;năm;;',
        'thôn;E;Hưng Lĩnh;;mai;',
        'thôn;F;Hưng Lĩnh;;31/02/2026;',
        'thôn;G;Hưng Lĩnh;;02/01/2026;01/01/2026',
        'thôn;H;Hưng Lĩnh;;;',
        'thôn;H;Hưng Lĩnh;;;',
        'thôn;I;Hưng Lĩnh;;;;;thừa',
        `thôn;${'k'.repeat(501)};Hưng Lĩnh;;;`,
      ],
    ],
    [
      'nodes',
      'Mã cụm;Thôn;Xã;Số loa;Loại hình',
      [
        ';Đông;Hưng Lĩnh;4;',
        'A-1;Không;Hưng Lĩnh;4;',
        'A-1;Đông;Không;4;',
        'A-2;Đông;Hưng Lĩnh;99;',
        'A-3;Đông;Hưng Lĩnh;4;cáp quang',
        `${'a'.repeat(33)};Đông;Hưng Lĩnh;4;`,
      ],
    ],
    [
      'stations',
      'Xã;Loại hình;Nâng cấp;Năm;Số tiền',
      ['Không;;;;', 'Hưng Lĩnh;sóng ngắn;;;', 'Hưng Lĩnh;;sắp xong;;', 'Hưng Lĩnh;;;;100'],
    ],
  ] as const;

  test.each(WRONG)('what the gateway finds wrong in %s is said in Vietnamese', (table, header, rows) => {
    const { founding, own } = newWorld();
    const { errors } = founding.take(table, bytes([header, ...rows].join('\n')), own, true);
    expect(new Set(errors.map((error) => error.row)).size).toBeGreaterThanOrEqual(rows.length - 1);
    for (const error of errors) {
      expect(importErrorText(error, say), error.message).not.toBe(error.message);
      expect(importErrorText(error, say)).not.toContain('{');
      expect(importColumnText(error, say), error.message).not.toBe(error.column);
    }
  });

  test('a sentence that is not known is shown as it came', () => {
    expect(importErrorText({ message: 'The moon is full.' }, say)).toBe('The moon is full.');
    expect(importColumnText({ column: 'moon' }, say)).toBe('moon');
  });
});
