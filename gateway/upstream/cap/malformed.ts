// pure
/** A message that cannot be taken; the text says where it is wrong, for whoever sends it. */
export class Malformed extends Error {
  override name = 'Malformed';
}
