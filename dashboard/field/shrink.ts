const LARGEST_BYTES = 200_000;
/** Enough to read a label and to see a torn cone. */
const LONGEST_SIDE = 1_600;

/** A photo of a camera as a JPEG of at most 200 kB, upright and without what else the camera wrote into it. */
export async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    let side = Math.min(LONGEST_SIDE, Math.max(picture.width, picture.height));
    for (;;) {
      for (const quality of [0.8, 0.65, 0.5]) {
        const blob = await drawn(picture, side, quality);
        if (blob.size <= LARGEST_BYTES || side < 240) return blob;
      }
      side = Math.round(side * 0.7);
    }
  } finally {
    picture.close();
  }
}

function drawn(picture: ImageBitmap, side: number, quality: number): Promise<Blob> {
  const scale = side / Math.max(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be drawn'))),
      'image/jpeg',
      quality,
    ),
  );
}
