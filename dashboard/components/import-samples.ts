import type { ImportTable } from '../data/paths.ts';

interface Sample {
  /** What the browser calls the file. */
  readonly name: string;
  readonly text: string;
}

/** A table of each kind as the gateway reads it; the titles are Vietnamese in either language, as in the offices' own lists. */
export function sampleOf(table: ImportTable, province: string): Sample {
  switch (table) {
    case 'areas':
      return {
        name: 'dia-ban.csv',
        text: lines(
          'Cấp;Tên;Trực thuộc;Mã ĐVHC;Số hộ;Hiệu lực từ',
          `xã;Hưng Lĩnh;${province};;;01/07/2025`,
          'thôn;Đông;Hưng Lĩnh;;120;01/07/2025',
          'thôn;Đoài;Hưng Lĩnh;;95;01/07/2025',
        ),
      };
    case 'nodes':
      return {
        name: 'cum-loa.csv',
        text: lines(
          'Mã cụm;Thôn;Xã;Vị trí;Loại hình;Số loa;Vĩ độ;Kinh độ',
          'TL-001;Đông;Hưng Lĩnh;nhà văn hóa;IP;4;18,6712;105,6234',
          'TL-002;Đoài;Hưng Lĩnh;cột 12;FM;2;;',
        ),
      };
    case 'stations':
      return {
        name: 'dai.csv',
        text: lines(
          'Xã;Tên đài;Loại hình;Nâng cấp;Quyết định;Năm;Nguồn vốn;Số tiền',
          'Hưng Lĩnh;Đài truyền thanh xã Hưng Lĩnh;IP;đã nâng cấp;12/QĐ-UBND;2024;Ngân sách tỉnh;450000000',
        ),
      };
  }
}

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
