import type { FastifyReply, FastifyRequest } from 'fastify';

const RATE = 8_000;
const HEADER = 44;

/** A quiet hum of that length as a WAV file, so that a browser plays, seeks and counts what was played. */
export function sendHum(request: FastifyRequest, reply: FastifyReply, durationMs: number) {
  const file = hum(durationMs);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  reply.type('audio/wav').header('accept-ranges', 'bytes');
  if (!range) return reply.send(file);
  const from = Number(range[1]);
  const to = range[2] ? Math.min(Number(range[2]), file.length - 1) : file.length - 1;
  return reply
    .code(206)
    .header('content-range', `bytes ${from}-${to}/${file.length}`)
    .send(file.subarray(from, to + 1));
}

const made = new Map<number, Buffer>();

function hum(durationMs: number): Buffer {
  const known = made.get(durationMs);
  if (known) return known;
  const samples = Math.round((durationMs * RATE) / 1000);
  const file = Buffer.alloc(HEADER + samples);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples, 40);
  for (let index = 0; index < samples; index++)
    file[HEADER + index] = 128 + Math.round(20 * Math.sin((2 * Math.PI * 220 * index) / RATE));
  made.set(durationMs, file);
  return file;
}
