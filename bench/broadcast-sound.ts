import { execFileSync, spawnSync } from 'node:child_process';
import { PRINT_RATE } from '../protocol/fingerprint/print.ts';

/** Bulletins of one commune, each about eight seconds when read. */
const SENTENCES = [
  'Kính thưa bà con, sáng nay ủy ban nhân dân xã thông báo lịch tiêm chủng cho trẻ em dưới năm tuổi tại trạm y tế.',
  'Đề nghị các hộ gia đình chuẩn bị sổ tiêm chủng và đưa các cháu đến đúng giờ, mang theo giấy tờ cần thiết.',
  'Trưa nay trời nắng nóng, nhiệt độ cao nhất ba mươi tám độ, bà con hạn chế ra ngoài từ mười một giờ đến mười lăm giờ.',
  'Hợp tác xã nông nghiệp báo lịch lấy nước vụ hè thu, trạm bơm số hai chạy từ thứ hai đến thứ tư.',
  'Công an xã nhắc nhở bà con khóa cửa cẩn thận, không chuyển tiền cho người lạ qua điện thoại.',
  'Lúa đang giai đoạn làm đòng, cần chú ý rầy nâu và bệnh đạo ôn, phun thuốc theo bốn đúng.',
  'Giá thu mua lạc tại chợ huyện hôm nay là hai mươi bảy nghìn đồng một cân, tăng hơn tuần trước.',
  'Ủy ban mặt trận tổ quốc vận động nhân dân hiến đất làm đường giao thông nông thôn mới.',
  'Nước sông đang lên, bà con ven đê theo dõi thông báo và chuẩn bị phương án di dời khi có lệnh.',
  'Điện lực thông báo tạm ngừng cấp điện để sửa chữa từ bảy giờ đến mười một giờ ngày thứ sáu.',
] as const;

const SYLLABLES =
  'an bà cà chiều dân đình đường em gạo giờ hàng hoa huyện khám kinh lúa làng mai mùa năm nghe ngày nhà nông ông phát quê ruộng sáng sông tám thôn tin trạm trường vận vườn xã xuân yên'.split(
    ' ',
  );

/** Sentences `from` to `to`, read by one voice: 8 kHz, mono, −1 to 1. */
export function speech(from: number, to: number, voice = 'vi'): Float64Array {
  return read(SENTENCES.slice(from, to).join(' '), voice);
}

/** Words in no order, so that no two readings say the same; about three a second. */
export function babble(words: number, seed: number, voice: string): Float64Array {
  const random = chanceOf(seed);
  const text = Array.from({ length: words }, (_, n) => {
    const word = SYLLABLES[Math.floor(random() * SYLLABLES.length)] as string;
    return n % 12 === 11 ? `${word}.` : word;
  });
  return read(text.join(' '), voice);
}

function read(text: string, voice: string): Float64Array {
  const wav = execFileSync('espeak-ng', ['-v', voice, '-s', '150', '--stdout', text], { maxBuffer: 1e8 });
  const args = ['-v', 'error', '-i', 'pipe:0', '-f', 's16le', '-ar', String(PRINT_RATE), '-ac', '1', 'pipe:1'];
  const { stdout } = spawnSync('ffmpeg', args, { input: wav, maxBuffer: 1e8 });
  return Float64Array.from({ length: stdout.length >> 1 }, (_, n) => stdout.readInt16LE(2 * n) / 32_768);
}

/** A tune of plucked tones with overtones, two voices; another seed is another tune in the same scale. */
export function tune(seconds: number, seed: number): Float64Array {
  const out = new Float64Array(seconds * PRINT_RATE);
  const random = chanceOf(seed);
  const scale = [0, 2, 4, 7, 9, 12, 14, 16];
  for (let at = 0; at < seconds; at += 0.3) {
    const hertz = 220 * 2 ** ((scale[Math.floor(random() * scale.length)] as number) / 12);
    const second = hertz * (random() < 0.5 ? 1.5 : 1.25);
    const loud = 0.2 + 0.3 * random();
    const start = Math.floor(at * PRINT_RATE);
    for (let n = 0; n < PRINT_RATE / 2 && start + n < out.length; n++) {
      const angle = (2 * Math.PI * n) / PRINT_RATE;
      const wave =
        Math.sin(angle * hertz) +
        0.5 * Math.sin(2 * angle * hertz) +
        0.3 * Math.sin(3 * angle * hertz) +
        0.4 * Math.sin(angle * second);
      out[start + n] = (out[start + n] as number) + 0.5 * Math.exp((-5 * n) / PRINT_RATE) * loud * wave;
    }
  }
  return out;
}

function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
