// pure
import type { Letter } from '../../../protocol/api/library.ts';
import { foldForSearch } from '../../../protocol/vietnamese.ts';

/** Words that tell what a letter is about, as `foldForSearch` writes them. */
const WORDS: Readonly<Partial<Record<Letter['field'], readonly string[]>>> = {
  disaster: [
    'thien tai',
    'bao so',
    'con bao',
    'lu lut',
    'lu quet',
    'ngap lut',
    'sat lo',
    'ap thap',
    'so tan',
    'xa lu',
    'mua lon',
    'ret dam',
    'chay rung',
    'cuu nan',
    'phong thu dan su',
    'pctt',
    'dong dat',
    'han han',
  ],
  health: [
    'y te',
    'tiem chung',
    'tiem phong',
    'dich benh',
    'sot xuat huyet',
    'kham benh',
    'kham suc khoe',
    'vac xin',
    'covid',
    'an toan thuc pham',
    'bao hiem y te',
    'hien mau',
    'suc khoe',
  ],
  agriculture: [
    'nong nghiep',
    'san xuat vu',
    'vu xuan',
    'vu he thu',
    'vu dong',
    'gieo cay',
    'giong lua',
    'thuy loi',
    'chan nuoi',
    'dich ta lon',
    'gia suc',
    'gia cam',
    'sau benh',
    'phan bon',
    'thu hoach',
    'khuyen nong',
    'trong rung',
  ],
  education: [
    'giao duc',
    'truong hoc',
    'hoc sinh',
    'tuyen sinh',
    'nam hoc',
    'khai giang',
    'khuyen hoc',
    'giao vien',
    'mam non',
    'tieu hoc',
    'xoa mu chu',
    'hoc phi',
  ],
  security: [
    'an ninh',
    'trat tu',
    'cong an',
    'toi pham',
    'lua dao',
    'ma tuy',
    'giao thong',
    'phao no',
    'nghia vu quan su',
    'nhap ngu',
    'chay no',
    'phong chay',
    'vu khi',
    'dan quan',
    'can cuoc',
  ],
  culture: [
    'van hoa',
    'the thao',
    'le hoi',
    'van nghe',
    'lien hoan',
    'gia dinh van hoa',
    'du lich',
    'di tich',
    'giai bong',
    'ky niem',
    'tet nguyen dan',
  ],
  digital: [
    'chuyen doi so',
    'dich vu cong truc tuyen',
    'vneid',
    'dinh danh dien tu',
    'chu ky so',
    'cong nghe so',
    'to cong nghe',
    'thanh toan khong dung tien mat',
    'wifi',
    'internet',
  ],
  reform: [
    'cai cach hanh chinh',
    'thu tuc hanh chinh',
    'mot cua',
    'tiep cong dan',
    'sap xep don vi hanh chinh',
    'bau cu',
    'lay y kien',
    'doi thoai',
    'dan chu o co so',
  ],
};
const TITLE_WEIGHT = 4;

/** The field a letter most likely belongs to; `general` where nothing speaks for one. Only ever a proposal. */
export function fieldOf(title: string, text: string): Letter['field'] {
  const [head, body] = [folded(title), folded(text)];
  let best: { field: Letter['field']; points: number } = { field: 'general', points: 0 };
  for (const [field, words] of Object.entries(WORDS)) {
    const points = words.reduce((sum, word) => sum + times(head, word) * TITLE_WEIGHT + times(body, word), 0);
    if (points > best.points) best = { field: field as Letter['field'], points };
  }
  return best.field;
}

function folded(text: string): string {
  return ` ${foldForSearch(text).replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
}

function times(text: string, word: string): number {
  return text.split(` ${word} `).length - 1;
}
