/** Words of what is about to end; they come with the banner that says it (knowWords). */
export const viEnding = {
  'ending.final': 'Phiên này không kéo dài thêm được. Đăng nhập lại ngay trên trang này, không mất gì đã nhập.',
  'ending.left': 'Còn {time}.',
  'ending.session': 'Phiên đăng nhập hết lúc {at}. Những gì đang nhập vẫn ở lại trên trang.',
  'ending.session-title': 'Sắp hết phiên đăng nhập',
  'ending.shift': 'Mở khóa hết lúc {at}. Sau đó khẩn cấp và phê duyệt sẽ hỏi lại PIN hoặc mã xác thực.',
  'ending.shift-title': 'Sắp hết ca mở khóa',
  'ending.sign-in': 'Đăng nhập lại',
  'ending.stay': 'Ở lại thêm',
  'ending.unlock': 'Mở khóa thêm 12 giờ',
};
