import { spawnSync } from 'node:child_process';

/** What a PDF says, lines as they lie on the page; pages end with a form feed. */
export function pdfText(pdf: Buffer): string {
  const { stdout, status } = spawnSync('pdftotext', ['-layout', '-enc', 'UTF-8', '-', '-'], {
    input: pdf,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error('pdftotext could not read the PDF');
  return stdout.toString();
}
