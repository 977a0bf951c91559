// pure
import type { EmergencyEvent } from '../../../protocol/api/emergency.ts';
import type { CapInfo } from './cap-message.ts';

type Row = readonly [EmergencyEvent, accented: RegExp, plain: RegExp];

/**
 * Words of the event in Vietnamese with its marks, and without any or in English. The first row that fits decides, so that
 * «xả lũ» is no flood and «lũ quét, sạt lở đất» is one. Marks matter: «cảnh báo» holds no «bão».
 */
const ROWS: readonly Row[] = [
  [
    'discharge',
    /xả (?:lũ|nước|tràn|đáy)|điều tiết (?:lũ|hồ)|vỡ đ[ậê]p?/u,
    /xa lu|xa nuoc|xa tran|dam (?:release|break|failure)|reservoir release|spillway/,
  ],
  [
    'flood',
    /(?<!\p{L})(?:lũ|lụt|ngập|nước dâng|triều cường|sóng thần)(?!\p{L})/u,
    /\b(?:lu lut|lu quet|ngap|lut|flood\w*|storm surge|tsunami|inundation)\b/,
  ],
  [
    'landslide',
    /(?:sạt|sụt|trượt) (?:lở|lún|đất)|lở đất|lở núi/u,
    /\b(?:sat lo|lo dat|sut lun|landslide|mudslide|debris flow|rockfall|avalanche)\b/,
  ],
  [
    'storm',
    /(?<!\p{L})(?:bão|áp thấp|giông|dông|lốc|vòi rồng|gió (?:mạnh|giật)|mưa (?:lớn|to|đá)|sét)(?!\p{L})/u,
    /\b(?:(?<!canh )bao so|ap thap nhiet doi|loc xoay|thunderstorms?|storms?|typhoon|cyclone|hurricane|tornado|squall|gale|high winds?|hail|heavy rain)\b/,
  ],
  ['fire', /(?<!\p{L})(?:cháy|hỏa hoạn|hoả hoạn)(?!\p{L})/u, /\b(?:chay rung|chay no|hoa hoan|fires?|wildfire)\b/],
  [
    'epidemic',
    /(?<!\p{L})dịch(?! (?:vụ|chuyển))|bệnh truyền nhiễm/u,
    /\b(?:dich benh|epidemic|pandemic|outbreak|disease)\b/,
  ],
];

/** SAME codes of the United States, which many programs of CAP use. */
const SAME: Readonly<Record<string, EmergencyEvent>> = {
  ...{ FFW: 'flood', FFA: 'flood', FLW: 'flood', FLA: 'flood', CFW: 'flood', TSW: 'flood', TSA: 'flood' },
  ...{ SVR: 'storm', SVA: 'storm', TOR: 'storm', TOA: 'storm', HUW: 'storm', HUA: 'storm', TRW: 'storm', HWW: 'storm' },
  ...{ FRW: 'fire', DBW: 'discharge', DBA: 'discharge', AVW: 'landslide' },
};

/** What an emergency of ours it is about: by its codes, the words of its event and headline, its category; else `other`. */
export function eventOf(info: Pick<CapInfo, 'event' | 'headline' | 'eventCode' | 'category'>): EmergencyEvent {
  for (const { valueName, value } of info.eventCode) {
    const known = valueName.toUpperCase() === 'SAME' ? SAME[value.toUpperCase()] : undefined;
    if (known) return known;
  }
  return (
    byWords(info.event) ??
    byWords(info.headline ?? '') ??
    (info.category.includes('Fire') ? 'fire' : info.category.includes('Health') ? 'epidemic' : 'other')
  );
}

function byWords(said: string): EmergencyEvent | undefined {
  const text = said.normalize('NFC').toLowerCase();
  return ROWS.find(([, accented, plain]) => accented.test(text) || plain.test(text))?.[0];
}
