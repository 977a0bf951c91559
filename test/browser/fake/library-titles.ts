import type { Bulletin } from '../../../protocol/api/broadcast.ts';

/** title, seconds, state, field, language */
type Row = readonly [string, number, Bulletin['state'], Bulletin['field'], string?];

/** What a commune keeps after some months: in every state, most of it approved. */
export const LIBRARY_TITLES: readonly Row[] = [
  ['Lịch cấp đổi căn cước công dân tại nhà văn hóa xóm Đông', 95, 'draft', 'reform'],
  ['Thông báo cắt điện để sửa đường dây 35 kV', 48, 'approved', 'general'],
  ['Hướng dẫn cài đặt VNeID mức độ 2', 210, 'approved', 'digital'],
  ['Phòng chống sốt xuất huyết mùa mưa', 184, 'approved', 'health'],
  ['Gieo cấy vụ xuân đúng khung thời vụ', 242, 'approved', 'agriculture'],
  ['Cảnh giác với cuộc gọi giả danh công an', 156, 'approved', 'security'],
  ['Tuyển sinh lớp 10 năm học 2026–2027', 133, 'returned', 'education'],
  ['Giải bóng chuyền mừng Đảng mừng xuân', 77, 'approved', 'culture'],
  ['Chủ động ứng phó với áp thấp nhiệt đới', 120, 'approved', 'disaster'],
  ['Nộp thuế đất phi nông nghiệp năm 2026', 88, 'approved', 'reform'],
  ['Tiêm phòng dại cho đàn chó, mèo', 64, 'approved', 'health'],
  ['Lịch phun thuốc trừ rầy nâu', 71, 'approved', 'agriculture'],
  ['Thông báo họp dân bàn việc làm đường bê tông', 59, 'draft', 'general'],
  ['Kết quả thu quỹ Đền ơn đáp nghĩa', 102, 'approved', 'general'],
  ['Mừng thọ người cao tuổi dịp Tết Bính Ngọ', 140, 'approved', 'culture'],
  ['Tuyên truyền về an toàn giao thông cho học sinh', 165, 'approved', 'education'],
  ['Cách nhận biết thịt lợn nhiễm dịch tả', 118, 'cancelled', 'health'],
  ['Ngày hội đại đoàn kết toàn dân tộc', 190, 'approved', 'culture'],
  ['Bản tin tiếng Mông: phòng chống tảo hôn', 175, 'approved', 'general', 'hmn'],
  ['Bản tin tiếng Thái: vệ sinh chuồng trại', 168, 'approved', 'agriculture', 'tai'],
  ['Quy định mới về đăng ký cư trú', 147, 'approved', 'security'],
  ['Mức hỗ trợ chuyển đổi giống lúa', 93, 'approved', 'agriculture'],
  ['Lịch tiếp công dân của Chủ tịch UBND xã', 41, 'approved', 'reform'],
  ['Không đốt rơm rạ trên đường giao thông', 55, 'approved', 'general'],
  ['Chuyên mục đọc sách cuối tuần', 905, 'approved', 'culture'],
  ['Thu gom vỏ bao bì thuốc bảo vệ thực vật', 67, 'approved', 'agriculture'],
  ['Hiến máu tình nguyện đợt 3', 50, 'approved', 'health'],
  ['Thanh toán tiền điện không dùng tiền mặt', 84, 'approved', 'digital'],
  ['Gương người tốt việc tốt xóm Đoài', 260, 'approved', 'culture'],
  ['Công bố quy hoạch sử dụng đất đến 2030', 232, 'approved', 'reform'],
  ['Dự báo thời tiết nông vụ tuần 48', 96, 'approved', 'agriculture'],
  ['Lịch trực Tết của trạm y tế', 39, 'approved', 'health'],
  ['Cho vay vốn giải quyết việc làm', 112, 'approved', 'general'],
  ['Phòng cháy chữa cháy tại hộ gia đình', 188, 'approved', 'security'],
  ['Khai mạc hè và giao lưu văn nghệ', 61, 'approved', 'culture'],
  ['Đăng ký nghĩa vụ quân sự lần đầu', 74, 'approved', 'security'],
  ['Cuộc thi tìm hiểu chuyển đổi số', 83, 'approved', 'digital'],
];

/** What waits for the approver beside the programmes; short ones, so that a test hears all of it. */
export const PENDING: readonly (readonly [string, number])[] = [
  ['Tiêm phòng đợt 2', 3],
  ['Ra quân vệ sinh môi trường', 4],
  ['Chuyên mục pháp luật và đời sống', 1_260],
];

/** title, urgent, days to the deadline, airings */
export const PROVINCE_TITLES: readonly (readonly [string, boolean, number, number])[] = [
  ['Công điện về ứng phó mưa lũ sau bão số 14', true, 2, 4],
  ['Kỹ năng an toàn khi nước lũ lên', false, 6, 6],
  ['Toàn tỉnh thi đua xây dựng nông thôn mới', false, 0, 0],
];
