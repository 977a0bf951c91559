/** What a bulletin is about. */
export const FIELDS = [
  'general',
  'security',
  'agriculture',
  'health',
  'education',
  'culture',
  'disaster',
  'digital',
  'reform',
  'other',
] as const;

/** What kind of piece it is: tin, bài, chuyên mục, thông báo, hỏi đáp, tiếp âm, khác. Communes report how many of each. */
export const GENRES = ['news', 'article', 'feature', 'notice', 'questions', 'relay', 'other'] as const;

/** Of a bulletin or a programme. `draft`: not sent for approval yet. `returned`: sent back to its maker with a reason. */
export const APPROVAL_STATES = ['draft', 'pending', 'returned', 'approved', 'cancelled'] as const;

/** Why it goes back to its maker. */
export const RETURN_REASONS = ['content', 'time', 'sound', 'other'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];
