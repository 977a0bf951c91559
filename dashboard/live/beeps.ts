const BEEP_MS = 90;
const HERTZ = 880;
const LOUD = 0.2;

/** A short beep on this machine only. */
export function beep(context: AudioContext): void {
  if (context.state !== 'running') return;
  const at = context.currentTime;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = HERTZ;
  volume.gain.setValueAtTime(LOUD, at);
  // Without the slope it would end in a click.
  volume.gain.exponentialRampToValueAtTime(0.001, at + BEEP_MS / 1_000);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + BEEP_MS / 1_000);
}
