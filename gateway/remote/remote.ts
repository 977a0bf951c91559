import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import { Actions, type ActionsParts } from './actions.ts';
import { DeviceLogs } from './device-logs.ts';
import type { NodeVolumes } from './node-volumes.ts';
import type { SelfTestSettings } from './self-test-settings.ts';
import { SelfTests, type SelfTestsParts } from './self-tests.ts';

export type RemoteParts = Omit<ActionsParts, 'volumes' | 'testVolumeOf'> &
  Pick<SelfTestsParts, 'alarm' | 'settle'> & {
    readonly database: Database;
    readonly clock: Clock;
    readonly facts: FactBus;
    readonly volumes: NodeVolumes;
    readonly settings: SelfTestSettings;
  };

/** Remote actions and «heard?»: what is asked of devices, and what they found out about themselves. */
export class Remote {
  readonly actions: Actions;
  readonly selfTests: SelfTests;
  readonly deviceLogs: DeviceLogs;

  constructor(parts: RemoteParts) {
    const { settings } = parts;
    this.actions = new Actions({ ...parts, testVolumeOf: (hamlet) => settings.at(hamlet).volume });
    this.selfTests = new SelfTests(parts);
    this.deviceLogs = new DeviceLogs({ ...parts, actions: this.actions });
  }

  start(): Promise<void> {
    return this.actions.start();
  }
}
