import { collectDefaultMetrics, Registry } from 'prom-client';

/** One registry for the process; each owner makes its own counters and gauges on it. */
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'loaxa_' });
  }
}
