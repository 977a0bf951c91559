import type { ReachParts } from '../broadcast/reach.ts';
import { Incoming, type IncomingParts } from './incoming.ts';
import { Reporting, type ReportingParts } from './reporting.ts';
import { SourceApi } from './source-api.ts';
import { SourceNodes } from './source-nodes.ts';
import { SourceVolumes, type SourceVolumesParts } from './source-volumes.ts';

export type UpstreamParts = Omit<ReportingParts, 'nodes'> &
  Omit<IncomingParts, 'nodes'> &
  Omit<SourceVolumesParts, 'nodes'> &
  ReachParts;

/** Everything between this installation and the systems above it, but who they are (sources.ts). */
export class Upstream {
  readonly nodes: SourceNodes;
  readonly incoming: Incoming;
  readonly volumes: SourceVolumes;
  readonly reporting: Reporting;
  readonly api: SourceApi;

  constructor(given: UpstreamParts) {
    this.nodes = new SourceNodes(given);
    const parts = { ...given, nodes: this.nodes };
    this.incoming = new Incoming(parts);
    this.volumes = new SourceVolumes(parts);
    this.reporting = new Reporting(parts);
    this.api = new SourceApi(parts);
  }

  start(): Promise<void> {
    return this.nodes.start();
  }

  stop(): Promise<void> {
    return this.reporting.stop();
  }
}
