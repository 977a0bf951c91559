import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { App } from './app.ts';

/** One registry for the process; each owner makes its own counters and gauges on it. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #refused: Counter<'code'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'loaxa_' });
    this.#requests = new Histogram({
      name: 'loaxa_http_request_seconds',
      help: 'Time from request to answer, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10, 30],
      registers: [this.registry],
    });
    this.#refused = new Counter({
      name: 'loaxa_http_refused_total',
      help: 'Requests answered with a problem of the caller (4xx), by its code',
      labelNames: ['code'],
      registers: [this.registry],
    });
  }

  /** A request was answered with a problem of the caller; codes are words of ours and of the framework, so they are few. */
  refused(code: string): void {
    this.#refused.inc({ code });
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
