import type { BrowserContext, Page } from 'playwright-core';
import { type Heard, SHORTEST_MS, TONES } from './tones.ts';

/**
 * Listens beside the page to the very stream that it gets, and notes when each tone begins: the mouth's side of the delay. It looks
 * every 10 ms at the last 21 ms, so that an instant is known to about 15 ms, and is named late rather than early.
 */
export async function listenBeside(context: BrowserContext): Promise<void> {
  await context.addInitScript(`(() => {
    const tones = ${JSON.stringify(TONES)};
    const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
    if (!open) return;
    window.toneChanges = [];
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 1024;
      context.createMediaStreamSource(stream.clone()).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      const half = (analyser.fftSize * 500) / context.sampleRate;
      let last, candidate, since, looks = 0;
      setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        let crossings = 0;
        for (let index = 1; index < samples.length; index++) if (samples[index - 1] < 0 !== samples[index] < 0) crossings++;
        const hertz = (crossings * context.sampleRate) / (2 * samples.length);
        const tone = tones.find((one) => Math.abs(hertz - one) / one < 0.08);
        if (tone !== candidate) [candidate, since, looks] = [tone, performance.timeOrigin + performance.now() - half, 0];
        // In the seam of two tones there may be a look that seems to be a third.
        if (tone === undefined || tone === last || ++looks < 4) return;
        last = tone;
        window.toneChanges.push({ hertz: tone, from: since });
      }, 10);
      return stream;
    };
  })()`);
}

/** The tones as the page's microphone gave them. */
export async function saidIn(page: Page): Promise<Heard[]> {
  const changes: { hertz: number; from: number }[] = await page.evaluate('window.toneChanges');
  const tones = changes.map((one, index) => ({ ...one, to: changes[index + 1]?.from ?? Date.now() }));
  // A machine that is busy makes the fake microphone stutter: that is no tone.
  return tones.filter(({ from, to }) => to - from >= SHORTEST_MS);
}
