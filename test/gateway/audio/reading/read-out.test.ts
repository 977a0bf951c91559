import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOut } from '../../../../gateway/audio/reading/read-out.ts';

const SENTENCES: readonly (readonly [written: string, spoken: string])[] = [
  // UX §7, check 26
  ['Sáng 30/12, UBND xã phát 5.000.000đ…', 'Sáng ba mươi tháng mười hai, Ủy ban nhân dân xã phát năm triệu đồng…'],
  // Days
  ['ngày 30/12/2026', 'ngày ba mươi tháng mười hai năm hai nghìn không trăm hai mươi sáu'],
  ['ngày 30-12-2026.', 'ngày ba mươi tháng mười hai năm hai nghìn không trăm hai mươi sáu.'],
  ['ngày 05.04.2027', 'ngày mùng năm tháng tư năm hai nghìn không trăm hai mươi bảy'],
  ['lễ 2/9', 'lễ mùng hai tháng chín'],
  ['mùng 2/9', 'mùng hai tháng chín'],
  ['tháng 12/2026', 'tháng mười hai năm hai nghìn không trăm hai mươi sáu'],
  ['quyết toán 6/2026', 'quyết toán tháng sáu năm hai nghìn không trăm hai mươi sáu'],
  ['2026-12-30', 'ba mươi tháng mười hai năm hai nghìn không trăm hai mươi sáu'],
  ['tháng 4, thứ 4, Quý 4', 'tháng tư, thứ tư, Quý tư'],
  ['từ 25-30/12', 'từ hai mươi lăm đến ba mươi tháng mười hai'],
  ['25/12 - 05/01/2027', 'hai mươi lăm tháng mười hai đến mùng năm tháng một năm hai nghìn không trăm hai mươi bảy'],
  ['31/4 không phải là ngày', 'ba mươi mốt trên bốn không phải là ngày'],
  ['hơn 2/3 số hộ', 'hơn hai trên ba số hộ'],
  ['có 12/12 xã', 'có mười hai trên mười hai xã'],
  ['trực 24/7, ngày 24/7', 'trực hai mươi tư trên bảy, ngày hai mươi tư tháng bảy'],
  ['18/18 xã, 375/411', 'mười tám trên mười tám xã, ba trăm bảy mươi lăm trên bốn trăm mười một'],
  // Times
  ['lúc 05:30', 'lúc năm giờ ba mươi phút'],
  ['lúc 5h30, 17g, 17h00', 'lúc năm giờ ba mươi phút, mười bảy giờ, mười bảy giờ'],
  ['5h-6h30', 'năm giờ đến sáu giờ ba mươi phút'],
  ['từ 7-9h', 'từ bảy đến chín giờ'],
  ['05:30 – 06:00', 'năm giờ ba mươi phút đến sáu giờ'],
  ['19:05:30', 'mười chín giờ năm phút ba mươi giây'],
  ["trong 30'", 'trong ba mươi phút'],
  // Amounts
  ['200g thóc giống', 'hai trăm gam thóc giống'],
  ['50%, 2,5 km', 'năm mươi phần trăm, hai phẩy năm ki lô mét'],
  ['gió 10-15 m/s', 'gió mười đến mười lăm mét trên giây'],
  ['10%–15%', 'mười đến mười lăm phần trăm'],
  ['cấp 8-9, giật cấp 11', 'cấp tám đến chín, giật cấp mười một'],
  ['giai đoạn 2021-2025', 'giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm'],
  ['50.000đ/hộ/tháng', 'năm mươi nghìn đồng một hộ một tháng'],
  ['1.234.567,5 đồng', 'một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy phẩy năm đồng'],
  ['rét -2°C', 'rét âm hai độ xê'],
  ['1,2 tỷ đồng, 500k, 5tr', 'một phẩy hai tỷ đồng, năm trăm nghìn, năm triệu'],
  ['05 hộ', 'năm hộ'],
  ['mưa 100-150mm/24h', 'mưa một trăm đến một trăm năm mươi mi li mét trên hai mươi bốn giờ'],
  ['3x4 m', 'ba nhân bốn mét'],
  ['3 người/hộ', 'ba người mỗi hộ'],
  ['mục 1.5.2', 'mục một chấm năm chấm hai'],
  ['50 m2 đất', 'năm mươi mét vuông đất'],
  // Telephone numbers
  ['0912 345 678', 'không chín một hai, ba bốn năm, sáu bảy tám'],
  ['0912345678', 'không chín một hai, ba bốn năm, sáu bảy tám'],
  ['ĐT: 0238.3842.123', 'điện thoại: không hai ba tám, ba tám bốn hai, một hai ba'],
  ['+84 912 345 678', 'cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám'],
  ['1900 1234', 'một chín không không, một hai ba bốn'],
  ['gọi 114', 'gọi một một bốn'],
  ['114 hộ', 'một trăm mười bốn hộ'],
  ['CCCD 040123456789', 'căn cước công dân không bốn không, một hai ba, bốn năm sáu, bảy tám chín'],
  // Roman numbers
  ['quý IV', 'quý tư'],
  ['lần thứ II', 'lần thứ hai'],
  ['lần thứ I, khóa XIV', 'lần thứ nhất, khóa mười bốn'],
  ['I. Mục đích', 'một. Mục đích'],
  ['Vitamin V và X', 'Vitamin V và X'],
  ['VI PHẠM', 'VI PHẠM'],
  // Abbreviations
  [
    'HĐND, TT&TT, BCĐ, PCTT, KT-XH, TDP, BHYT, COVID-19, VOV',
    'Hội đồng nhân dân, Thông tin và Truyền thông, Ban Chỉ đạo, phòng chống thiên tai, kinh tế xã hội, tổ dân phố, bảo hiểm y tế, cô vít mười chín, Đài Tiếng nói Việt Nam',
  ],
  ['TP.Vinh và TP. Vinh', 'thành phố Vinh và thành phố Vinh'],
  ['đ/c Hùng, v.v.', 'đồng chí Hùng, vân vân'],
  ['VNPT, H5N1, QL1A, QL 46, 4G', 'vê nờ pê tê, hát năm nờ một, quốc lộ một a, quốc lộ bốn mươi sáu, bốn giê'],
  ['THÔNG BÁO TIN BAO THANH', 'THÔNG BÁO TIN BAO THANH'],
  // Papers
  ['Số 123/QĐ-UBND', 'Số một trăm hai mươi ba, quyết định của Ủy ban nhân dân'],
  ['Quyết định số 123/QĐ-UBND', 'Quyết định số một trăm hai mươi ba của Ủy ban nhân dân'],
  [
    'Thông tư 39/2020/TT-BTTTT',
    'Thông tư ba mươi chín năm hai nghìn không trăm hai mươi của Bộ Thông tin và Truyền thông',
  ],
  ['Chỉ thị số 45-CT/TW', 'Chỉ thị số bốn mươi lăm của Trung ương'],
  ['Số 57/UBND-VX', 'Số năm mươi bảy, của Ủy ban nhân dân, văn xã'],
  // Signs
  ['- Tổ 1 & tổ 2', ' Tổ một và tổ hai'],
  ['nắng > 35°C', 'nắng lớn hơn ba mươi lăm độ xê'],
  ['xã/phường', 'xã, phường'],
  ['xem baonghean.vn', 'xem bao nghe an chấm vê nờ'],
  ['a.b@xa.gov.vn', 'a chấm bê a còng xa chấm gốp chấm vê nờ'],
];

describe('a text is read out', () => {
  it.each(SENTENCES)('%s', (written, spoken) => {
    expect(readOut(written).spoken).toBe(spoken);
  });

  it('in the words of the south for a voice of the south', () => {
    expect(readOut('1.005 hộ', 'south').spoken).toBe('một ngàn không trăm lẻ năm hộ');
    expect(readOut('1.005 hộ', 'central').spoken).toBe('một nghìn không trăm linh năm hộ');
  });

  it('and shows which pieces are read otherwise than they are written', () => {
    expect(readOut('Sáng 30/12 phát 5.000.000đ').pieces).toEqual([
      { written: 'Sáng ', spoken: 'Sáng ', changed: false },
      { written: '30/12', spoken: 'ba mươi tháng mười hai', changed: true },
      { written: ' phát ', spoken: ' phát ', changed: false },
      { written: '5.000.000đ', spoken: 'năm triệu đồng', changed: true },
    ]);
  });

  const piece = fc.oneof(
    fc.constantFrom(...SENTENCES.map(([written]) => written)),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.stringMatching(/^[0-9.,:/hgđ%\- A-ZĐUBND]{0,20}$/),
    fc.integer().map(String),
  );
  const texts = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' '));

  it('whole: the pieces joined are what was written and what is spoken', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { spoken, pieces } = readOut(text);
        expect(pieces.map((one) => one.written).join('')).toBe(text.normalize('NFC'));
        expect(pieces.map((one) => one.spoken).join('')).toBe(spoken);
        expect(pieces.every((one) => one.changed === (one.written !== one.spoken))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('without a digit left, so that no voice reads numbers in its own way', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(readOut(text).spoken).not.toMatch(/[0-9]/);
      }),
      { numRuns: 500 },
    );
  });

  it('and what was read out is read out as it is', () => {
    for (const [, spoken] of SENTENCES.filter(([written]) => !/[@.]\w+\.|VI |TP|- /.test(written)))
      expect(readOut(spoken).spoken).toBe(spoken);
  });

  it('within a second, however hostile', () => {
    const hostile = [
      '1.000'.repeat(4_000),
      '0 '.repeat(10_000),
      'A-'.repeat(10_000),
      '1/1-'.repeat(5_000),
      'a.'.repeat(10_000),
    ];
    for (const text of hostile) {
      // Time of the processor: others may be using the machine.
      const before = process.cpuUsage();
      readOut(text.slice(0, 20_000));
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(1_000);
    }
  });
});
