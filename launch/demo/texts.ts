// pure
import type { Bulletin } from '../../protocol/api/broadcast.ts';

/** One recording of the demo, spoken by a machine. */
export interface DemoText {
  readonly key: 'opening' | 'morning' | 'afternoon' | 'farming' | 'health' | 'waste';
  readonly title: string;
  readonly field: Bulletin['field'];
  /** Voice of espeak-ng. */
  readonly voice: 'vi' | 'vi-vn-x-central' | 'vi-vn-x-south';
  readonly text: string;
}

export const TEXTS: readonly DemoText[] = [
  {
    key: 'opening',
    title: 'Nhạc hiệu và lời chào',
    field: 'general',
    voice: 'vi-vn-x-central',
    text: `Đây là đài truyền thanh cơ sở, phát trên hệ thống loa của xã. Kính chào bà con và các bạn.
      Mời bà con nghe chương trình phát thanh hôm nay, gồm tin tức của xã, lịch công tác và các thông báo của
      Ủy ban nhân dân. Chương trình phát hai buổi mỗi ngày, từ thứ Hai đến thứ Bảy. Mời bà con chú ý lắng nghe.`,
  },
  {
    key: 'morning',
    title: 'Bản tin sáng',
    field: 'general',
    voice: 'vi',
    text: `Kính chào bà con. Sau đây là bản tin buổi sáng. Tin thứ nhất. Hôm qua, Ủy ban nhân dân xã đã họp bàn việc nâng cấp
      hệ thống truyền thanh, bảo đảm một trăm phần trăm số thôn có loa hoạt động thường xuyên. Tin thứ hai. Trạm y tế xã
      tổ chức tiêm chủng mở rộng cho trẻ em dưới hai tuổi vào sáng thứ Năm. Đề nghị các gia đình đưa các cháu đến đúng giờ
      và mang theo sổ tiêm chủng. Tin thứ ba. Hợp tác xã nông nghiệp thông báo lịch tưới đợt hai của vụ đông. Các hộ ở đồng
      trên lấy nước trước, đồng dưới lấy nước sau hai ngày. Tin thứ tư. Ban công an xã nhắc bà con cảnh giác với các cuộc gọi
      giả danh cán bộ để lừa đảo. Tuyệt đối không đọc mã xác thực cho người lạ. Bản tin sáng đến đây là hết.
      Cảm ơn bà con đã chú ý lắng nghe.`,
  },
  {
    key: 'afternoon',
    title: 'Bản tin chiều',
    field: 'general',
    voice: 'vi',
    text: `Kính chào bà con. Sau đây là bản tin buổi chiều. Sáng nay, đoàn công tác của tỉnh đã về thăm mô hình trồng rau sạch
      của xã. Đoàn đánh giá cao việc ghi nhật ký sản xuất trên điện thoại. Hội phụ nữ xã mời các chị em đến nhà văn hóa lúc
      mười chín giờ ba mươi phút tối mai để nghe hướng dẫn dịch vụ công trực tuyến. Đội thu gom rác đi các thôn vào sáng thứ
      Tư và sáng thứ Bảy, đề nghị bà con phân loại rác tại nhà. Trường tiểu học thông báo họp phụ huynh vào chiều Chủ nhật.
      Bản tin chiều đến đây là hết. Kính chúc bà con một buổi tối vui vẻ và sức khỏe.`,
  },
  {
    key: 'farming',
    title: 'Lịch thời vụ và phòng trừ sâu bệnh',
    field: 'agriculture',
    voice: 'vi-vn-x-central',
    text: `Thông báo của hợp tác xã nông nghiệp. Theo dự báo, đêm mai trời chuyển rét, có mưa nhỏ. Đề nghị bà con che chắn
      chuồng trại, giữ ấm cho trâu bò và che phủ mạ non. Bệnh đạo ôn lá đã xuất hiện rải rác ở một số ruộng.
      Bà con thăm đồng thường xuyên, khi thấy vết bệnh thì báo ngay cho cán bộ khuyến nông, không tự ý tăng liều thuốc.
      Giống lúa đã về kho, các hộ đến nhận theo danh sách đã đăng ký.`,
  },
  {
    key: 'health',
    title: 'Phòng chống sốt xuất huyết',
    field: 'health',
    voice: 'vi-vn-x-south',
    text: `Trạm y tế xã khuyến cáo. Mùa mưa là lúc muỗi sinh sôi. Mỗi gia đình hãy đậy kín các dụng cụ chứa nước,
      thả cá diệt lăng quăng, dọn vỏ chai, lốp xe cũ quanh nhà, và ngủ màn cả ban ngày. Khi sốt cao đột ngột trên hai ngày,
      hãy đến trạm y tế để được khám, không tự ý truyền dịch tại nhà.`,
  },
  {
    key: 'waste',
    title: 'Nhắc lịch thu gom rác',
    field: 'reform',
    voice: 'vi',
    text: `Trưởng thôn xin thông báo. Sáng mai, từ sáu giờ đến bảy giờ, xe thu gom rác đi qua thôn ta. Đề nghị bà con để rác đã
      phân loại ở đầu ngõ, không để rác ra đường trước giờ. Xin cảm ơn bà con.`,
  },
];
