import type { Duplex } from 'node:stream';
import type { PacketGuard, Violation } from './packet-guard.ts';
import type { ReadGate } from './read-gate.ts';

/*
 * The guards sit in methods of the stream itself instead of in a stream piped behind it: at 15,000 connections a second
 * stream each would cost more memory than aedes does, and a second copy of every packet.
 */

/** Shows every arriving byte to the guard before it is buffered. On a violation nothing more is read and the stream is destroyed. */
export function guardStream(
  stream: Duplex,
  guard: PacketGuard,
  seen: () => void,
  refused: (violation: Violation) => void,
): void {
  const push = stream.push.bind(stream);
  let over = false;
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (over) return false;
    if (!(chunk instanceof Uint8Array)) return push(chunk, encoding);
    seen();
    const violation = guard.inspect(chunk);
    if (violation === undefined) return push(chunk, encoding);
    over = true;
    refused(violation);
    stream.destroy();
    return false;
  };
}

/** Gives aedes nothing to read while the gate is closed; the bytes stay in the socket. */
export function gateReads(stream: Duplex, gate: ReadGate): void {
  const read = stream.read.bind(stream);
  stream.read = (size?: number) => {
    // Node itself asks for 0 bytes to start the source; that must go on.
    if (size === 0 || !gate.closed || stream.destroyed) return read(size);
    gate.park(stream);
    return null;
  };
  stream.once('close', () => gate.forget(stream));
}

/**
 * Lets a publisher never wait for this client. aedes holds a message back from its sender until every subscriber's socket
 * took it, so one node on a dead link would hold up an emergency for all. What a slow client cannot take is kept up to
 * `limitBytes`; then it is thrown off and gets everything due when it comes back (birth, DESIGN §3).
 */
export function neverWaitFor(stream: Duplex, limitBytes: number, tooSlow: () => void): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  // `write` has several forms; all end in the same call and the same answer.
  stream.write = ((chunk: unknown, ...rest: unknown[]) => {
    write(chunk, ...rest);
    if (stream.writableLength > limitBytes && !stream.destroyed) {
      tooSlow();
      stream.destroy();
    }
    return true;
  }) as typeof stream.write;
}

/**
 * Hands the system what was written within one turn of the event loop in one call. The gateway hears every node: a call for
 * each message was a fifth of what the broker does at full rate.
 */
export function gatherWrites(stream: Duplex): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  let gathering = false;
  const handOver = () => {
    gathering = false;
    stream.uncork();
  };
  // `write` has several forms; all end in the same call and the same answer.
  stream.write = ((chunk: unknown, ...rest: unknown[]) => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      setImmediate(handOver);
    }
    return write(chunk, ...rest);
  }) as typeof stream.write;
}
