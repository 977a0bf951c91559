// pure
import type { EmergencyEvent, EmergencyStatus } from '../../protocol/api/emergency.ts';
import { DRILL_WORDS } from './emergency-rule.ts';

/** A prepared message that comes with LoaXã; `as` names it for good. */
export interface ShippedTemplate {
  readonly as: string;
  readonly status: EmergencyStatus;
  readonly event: EmergencyEvent;
  readonly title: string;
  readonly text: string;
}

/** Who is meant, what to do, in this order; at most 40 words, none of them foreign. Ours, to be edited by each province. */
const WORDS: readonly (readonly [event: EmergencyEvent, title: string, real: string, drill: string])[] = [
  [
    'flood',
    'Lũ, lũ quét',
    'Khẩn cấp. Lũ đang về rất nhanh. Bà con rời ngay bờ sông, bờ suối, lên chỗ cao. Giúp đưa người già, trẻ em đi trước. Không quay lại lấy đồ. Không đi qua chỗ nước chảy.',
    'Giả sử lũ đang về. Bà con tập rời bờ sông, bờ suối, lên chỗ cao đã quy định. Người già, trẻ em đi trước.',
  ],
  [
    'discharge',
    'Xả lũ',
    'Khẩn cấp. Hồ chứa đang xả lũ, nước sông dâng nhanh. Bà con không xuống sông, đưa người, thuyền và gia súc lên chỗ cao ngay. Ở vùng thấp, chuẩn bị sơ tán.',
    'Giả sử hồ chứa xả lũ. Bà con tập rời bờ sông, đưa thuyền và gia súc lên chỗ cao.',
  ],
  [
    'storm',
    'Bão',
    'Khẩn cấp. Bão sắp đổ bộ. Bà con vào ngay nhà kiên cố hoặc điểm sơ tán, đóng chặt cửa, ngắt điện. Không ra đường, không ở trên tàu, chòi canh cho đến khi có tin mới.',
    'Giả sử bão sắp đổ bộ. Bà con tập vào nhà kiên cố hoặc điểm sơ tán, đóng cửa, ngắt điện.',
  ],
  [
    'fire',
    'Cháy',
    'Khẩn cấp. Đang có cháy lớn gần đây. Bà con ra khỏi nhà ngay, đi ngược chiều gió, tránh xa đám cháy. Gọi một một bốn. Nhường đường cho xe chữa cháy.',
    'Giả sử có cháy lớn. Bà con tập ra khỏi nhà, đi ngược chiều gió, đến chỗ tập trung và điểm danh.',
  ],
  [
    'landslide',
    'Sạt lở đất',
    'Khẩn cấp. Đất đang sạt lở. Bà con ở chân đồi, chân núi, ven suối ra khỏi nhà ngay, đến điểm sơ tán. Không đi qua chỗ có vết nứt, cây nghiêng, nước đục.',
    'Giả sử đất sạt lở. Bà con ở chân đồi, ven suối tập ra khỏi nhà, đi đến điểm sơ tán.',
  ],
  [
    'epidemic',
    'Dịch bệnh',
    'Thông báo khẩn. Trong xã có dịch bệnh nguy hiểm. Bà con ở nhà, đeo khẩu trang, rửa tay. Ai sốt, ho, khó thở gọi ngay trạm y tế, không tự đi lại. Nghe tin tiếp trên loa.',
    'Giả sử có dịch bệnh. Bà con tập ở nhà, đeo khẩu trang, rửa tay và gọi trạm y tế khi sốt, ho.',
  ],
];

export const SHIPPED_TEMPLATES: readonly ShippedTemplate[] = WORDS.flatMap(([event, title, real, drill]) => [
  { as: `actual/${event}`, status: 'actual', event, title, text: real },
  { as: `exercise/${event}`, status: 'exercise', event, title: `Diễn tập: ${title}`, text: `${DRILL_WORDS}. ${drill}` },
]);

/** Spoken once when an emergency was a mistake. */
export const CORRECTION = {
  title: 'Đính chính: tin báo nhầm',
  text: 'Xin lỗi bà con. Tin khẩn cấp vừa phát là báo nhầm. Không có sự cố. Xin nhắc lại: báo nhầm, không có sự cố. Bà con yên tâm.',
} as const;

/** Said before a recording that is played as a drill, whose own words nobody can check. */
export const DRILL_ANNOUNCEMENT = {
  title: 'Lời mở đầu diễn tập',
  text: `${DRILL_WORDS}, không phải tin thật.`,
} as const;
