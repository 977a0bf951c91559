import type { Problem } from '../../../protocol/api/common.ts';

/** What the fake refuses, as the gateway would say it. */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(status: number, code: string, more: Partial<Problem> & Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.problem = { type: `urn:loaxa:problem:${code}`, title: code, status, code, ...more };
  }
}
