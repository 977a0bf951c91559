import type { Role } from '../../protocol/api/people.ts';

/** The accounts of DOMAIN §1 as the launcher names them; all have the demo's password. */
export const PEOPLE: readonly { readonly username: string; readonly name: string; readonly role: Role }[] = [
  { username: 'admin', name: 'Lê Thị Quản (quản trị tỉnh)', role: 'administrator' },
  { username: 'operator', name: 'Nguyễn Văn Đài (cán bộ đài)', role: 'operator' },
  { username: 'approver', name: 'Trần Thị Duyệt (lãnh đạo UBND)', role: 'approver' },
  { username: 'technician', name: 'Phan Văn Thợ (kỹ thuật viên)', role: 'technician' },
  { username: 'appraiser', name: 'Hoàng Thị Thẩm (hội đồng thẩm định)', role: 'appraiser' },
  { username: 'inspector', name: 'Bùi Văn Kiểm (kiểm tra loa)', role: 'inspector' },
];
