// pure
/** A number in [0, 1) that depends on nothing but the words given: the randomness of scenarios (cyrb53 over their text). */
export function chance(...words: readonly (string | number)[]): number {
  const text = words.join('\u0000');
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return ((b >>> 0) * 2_097_152 + (a >>> 11)) / 9_007_199_254_740_992;
}

/** A whole number from `from` to `to`, both included. */
export function between(from: number, to: number, share: number): number {
  return from + Math.floor(share * (to - from + 1));
}

/** Endless numbers in [0, 1) from one seed. */
export function chances(...seed: readonly (string | number)[]): () => number {
  let state = Math.floor(chance(...seed) * 4_294_967_296) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
