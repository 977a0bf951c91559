import type { viField } from './vi-field.ts';

export const enField: Record<keyof typeof viField, string> = {
  'kept.copy-at': 'Copy kept at {when}; nothing newer could be fetched.',
  'kept.mast': 'Mast and horns',
  'kept.mast-drop': 'Throw these photos away',
  'kept.mast-none': 'No photo of this node yet.',
  'kept.mast-waiting': 'Photos kept on this phone; they are sent by themselves when there is a network.',
  'kept.photo': 'Photo {n}',
  'kept.photo-failed': 'This photo cannot be read. Take another one.',
  'kept.photo-remove': 'Remove photo {n}',
  'kept.photo-take': 'Take a photo',
  'kept.photos': 'Photos: {n}, at most {most}',
  'kept.refused': 'The gateway refused it: {why}',
  'kept.send-now': 'Send now',
  'kept.waiting': 'Waiting to be sent ({n})',
  'kept.waiting-offline': 'This device has no network. It will be sent by itself.',
  'kept.waiting-online': 'Being sent; tried again every 30 seconds.',
};
