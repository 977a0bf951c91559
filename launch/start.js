import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseStartArguments, START_HELP } from './arguments.js';
import { build } from './build.js';
import { dataFolder, LAUNCHER_FILES, lookInto, makeDataFolder, refuseMixing } from './data-folder.js';
import { makeDemoHistory } from './demo-history.js';
import { environments } from './environments.js';
import { lockFolder } from './folder-lock.js';
import { install } from './install.js';
import { freePort, portOf } from './ports.js';
import { ROOT } from './root.js';
import { LaunchError, runCommand, say } from './say.js';
import { secretFile } from './secrets.js';
import { SupervisedProcess } from './supervised-process.js';
import { Supervisor } from './supervisor.js';

const GATEWAY_GRACE_MS = 10_000;
const OTHER_GRACE_MS = 5_000;
/** After a launcher was killed, its gateway may take its whole grace to leave the ports. */
const PATIENCE_MS = GATEWAY_GRACE_MS + OTHER_GRACE_MS;

await runCommand(async () => {
  const parsed = parseStartArguments(process.argv.slice(2));
  if ('error' in parsed) throw new LaunchError(`${parsed.error}\n\n${START_HELP}`);
  if (parsed.help) {
    process.stdout.write(`${START_HELP}\n`);
    return 0;
  }
  await install('start');
  await build();
  return launch(parsed.demo);
});

/**
 * @param {boolean} demo
 * @returns {Promise<number>} the exit code, when everything has stopped
 */
async function launch(demo) {
  const folder = dataFolder({ root: ROOT, demo, setting: process.env.LOAXA_DATA_DIR });
  makeDataFolder(folder);
  const lock = lockFolder(folder);
  try {
    const content = lookInto(folder);
    refuseMixing(content, { demo, folder });
    const settings = await prepare(folder, demo, lock.tookOver ? PATIENCE_MS : 0);
    if (demo) await makeDemoHistory({ folder, content, env: settings.env.gateway });
    return await supervise(settings);
  } finally {
    lock.release();
  }
}

/**
 * @typedef {{ env: ReturnType<typeof environments>, httpPort: number, demoPassword: string | undefined, embeddedBroker: boolean }} Settings
 * @param {string} folder @param {boolean} demo @param {number} patienceMs
 * @returns {Promise<Settings>}
 */
async function prepare(folder, demo, patienceMs) {
  const own = process.env;
  const embeddedBroker = (own.LOAXA_BROKER_URL ?? '') === '';
  const http = { setting: 'LOAXA_HTTP_PORT', port: portOf('LOAXA_HTTP_PORT', own.LOAXA_HTTP_PORT, 8080) };
  const mqtt = { setting: 'LOAXA_MQTT_PORT', port: portOf('LOAXA_MQTT_PORT', own.LOAXA_MQTT_PORT, 1883) };
  const httpPort = await freePort({ ...http, host: own.LOAXA_HTTP_HOST || undefined, patienceMs });
  const mqttPort = embeddedBroker
    ? await freePort({ ...mqtt, host: own.LOAXA_MQTT_HOST || undefined, patienceMs })
    : mqtt.port;
  await needSecurePorts(own, embeddedBroker, patienceMs);
  secretFile(join(folder, LAUNCHER_FILES.rosterToken));
  secretFile(join(folder, LAUNCHER_FILES.gatewayCredential));
  const demoPassword = demo
    ? own.LOAXA_DEMO_PASSWORD || secretFile(join(folder, LAUNCHER_FILES.demoPassword))
    : undefined;
  return {
    env: environments(own, { folder, httpPort, mqttPort, demoPassword }),
    httpPort,
    demoPassword,
    embeddedBroker,
  };
}

/** @param {NodeJS.ProcessEnv} own @param {boolean} embeddedBroker @param {number} patienceMs */
async function needSecurePorts(own, embeddedBroker, patienceMs) {
  const ownAuthority = own.LOAXA_TLS === 'own-ca';
  /** @param {string} setting @param {number} usual @param {string | undefined} host */
  const need = (setting, usual, host) =>
    freePort({ setting, port: portOf(setting, own[setting], usual), host: host || '0.0.0.0', patienceMs });
  if (ownAuthority || own.LOAXA_TLS_CERT) await need('LOAXA_HTTPS_PORT', 8443, own.LOAXA_HTTPS_HOST);
  if (embeddedBroker && (ownAuthority || own.LOAXA_MQTT_TLS_CERT))
    await need('LOAXA_MQTT_TLS_PORT', 8883, own.LOAXA_MQTT_TLS_HOST);
}

/** @param {Settings} settings */
async function supervise({ env, httpPort, demoPassword, embeddedBroker }) {
  const gateway = supervised('gateway', ['gateway/main.js'], env.gateway, GATEWAY_GRACE_MS);
  const broker = embeddedBroker ? [supervised('broker', ['broker/main.js'], env.broker, OTHER_GRACE_MS)] : [];
  const fleet =
    demoPassword === undefined
      ? []
      : [supervised('simulated nodes', ['firmware-sim/main.js', 'fleet', '--demo'], env.fleet, OTHER_GRACE_MS)];
  const supervisor = new Supervisor({
    stages: [[gateway, ...broker], fleet],
    stopOrder: [gateway, ...fleet, ...broker],
  });
  const asked = stopAsked(() => supervisor.hurry());
  void supervisor.start((stage, [first]) => {
    if (stage === 0)
      announce(typeof first?.url === 'string' ? first.url : `http://localhost:${httpPort}`, demoPassword);
  });
  const hopeless = await Promise.race([asked, supervisor.hopeless()]);
  say('Stopping: the gateway first, then the rest.');
  await supervisor.stop();
  if (hopeless !== undefined) throw new LaunchError(hopeless);
  say('Stopped.');
  return 0;
}

/** @param {string} name @param {[string, ...string[]]} command @param {NodeJS.ProcessEnv} env @param {number} graceMs */
function supervised(name, [file, ...args], env, graceMs) {
  const path = join(ROOT, 'dist', file);
  if (!existsSync(path)) throw new LaunchError(`dist/${file} is missing: this checkout has no ${name}.`);
  return new SupervisedProcess({ name, command: [path, ...args], env, graceMs });
}

/** @param {string} url @param {string | undefined} demoPassword */
function announce(url, demoPassword) {
  say(`LoaXã is running: ${url}`);
  if (demoPassword !== undefined) {
    say('DEMO (số liệu minh họa 2023). Accounts: admin, operator, approver, technician, appraiser, inspector');
    say(`Password of all of them: ${demoPassword}`);
  }
  say('Ctrl-C stops everything.');
}

/**
 * Resolves at the first Ctrl-C, SIGTERM or closed terminal.
 * @param {() => void} hurry called at the second
 * @returns {Promise<undefined>}
 */
function stopAsked(hurry) {
  let times = 0;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        times += 1;
        if (times === 1) resolve(undefined);
        else hurry();
      });
    }
  });
}
