import type { Page } from 'playwright-core';

/** Two pictures as a phone's camera makes them, with so much grain that they do not shrink by themselves. */
export async function cameraPictures(
  page: Page,
  width: number,
  height: number,
): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const pictures: string[] = await page.evaluate(`[40, 160].map((tone) => {
    const canvas = document.createElement('canvas');
    canvas.width = ${width};
    canvas.height = ${height};
    const context = canvas.getContext('2d');
    const pixels = context.createImageData(${width}, ${height});
    let seed = tone;
    for (let i = 0; i < pixels.data.length; i += 4) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      pixels.data[i] = (seed >> 8) % 256;
      pixels.data[i + 1] = (seed >> 12) % 256;
      pixels.data[i + 2] = tone;
      pixels.data[i + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
  })`);
  return pictures.map((text, index) => ({
    name: `IMG_${index}.jpg`,
    mimeType: 'image/jpeg',
    buffer: Buffer.from(text, 'base64'),
  }));
}
