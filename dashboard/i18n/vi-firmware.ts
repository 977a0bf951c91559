/** Words of firmware and its roll-out; they come with those pages. */
export const viFirmware = {
  'firmware.title': 'Phần mềm cụm loa',
};
