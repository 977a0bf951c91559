import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { App } from './app.ts';

/** One registry for the process; each owner makes its own counters and gauges on it. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'loaxa_' });
    this.#requests = new Histogram({
      name: 'loaxa_http_request_seconds',
      help: 'Time from request to answer, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10, 30],
      registers: [this.registry],
    });
  }

  /** Times every request by its route (never by its path: paths are without end). */
  watch(app: App): void {
    app.addHook('onResponse', async (request, reply) => {
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      this.#requests.observe(
        { method: request.method, route, status: String(reply.statusCode) },
        reply.elapsedTime / 1_000,
      );
    });
  }
}
