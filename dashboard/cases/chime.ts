const MUTED = 'loaxa.cases-quiet';

export const isQuiet = () => localStorage.getItem(MUTED) === '1';
export function setQuiet(quiet: boolean): void {
  if (quiet) localStorage.setItem(MUTED, '1');
  else localStorage.removeItem(MUTED);
}

/** Two short tones. A browser that has not been touched yet stays silent: the words on the page say it too. */
export function ring(): void {
  if (isQuiet() || !('AudioContext' in window)) return;
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.value = 0.15;
  gain.connect(context.destination);
  for (const [at, hertz] of [
    [0, 880],
    [0.18, 1_175],
  ] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.14);
  }
  setTimeout(() => void context.close(), 1_000);
}
