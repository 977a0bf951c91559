import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import encodeQR from 'qr';

const SIZE = '640x480';

/** What a camera sees that is held over a label: a QR on grey, as the film Chromium plays for its fake camera. */
export function qrVideo(path: string, text: string): string {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const picture = `${path}.pgm`;
  const pixels = rows.map((row) => row.map((dark) => (dark ? '40' : '225')).join(' ')).join('\n');
  writeFileSync(picture, `P2\n${rows.length} ${rows.length}\n255\n${pixels}\n`);
  const scene = `scale=380:380:flags=neighbor,pad=${SIZE.replace('x', ':')}:110:40:color=gray,rotate=0.06:fillcolor=gray,gblur=0.6`;
  const input = ['-nostdin', '-v', 'error', '-y', '-loop', '1', '-i', picture];
  execFileSync('ffmpeg', [...input, '-vf', scene, '-t', '1', '-r', '10', '-pix_fmt', 'yuvj420p', '-f', 'mjpeg', path]);
  return path;
}

/** Chromium with a camera that plays this film; it asks nobody's leave. */
export function cameraOf(film: string): string[] {
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ];
}
