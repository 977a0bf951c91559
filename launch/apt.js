import { spawnSync } from 'node:child_process';
import { run } from './program.js';
import { LaunchError, sayProgress } from './say.js';
import { isProgramInstalled } from './system-programs.js';

/** Packages whose services Debian would start at once and at every boot; mosquitto would take the nodes' port 1883. */
const WITH_SERVICE = ['mosquitto', 'postgresql'];

/**
 * The shell script, run as root, that installs Debian packages and leaves no service running: a temporary policy
 * forbids starting any, PostgreSQL is told to create no cluster, and both notes are removed again however it ends.
 * @param {readonly string[]} packages
 */
export function installScript(packages) {
  const services = WITH_SERVICE.filter((service) => packages.includes(service)).map((name) => `${name}.service`);
  return `set -u
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
cluster_folder=/etc/postgresql-common/createcluster.d
cluster=$cluster_folder/loaxa-install.conf
made_policy=
made_folder=
tidy() {
  if [ -n "$made_policy" ]; then rm -f "$policy"; fi
  rm -f "$cluster"
  if [ -n "$made_folder" ]; then rmdir "$cluster_folder" 2>/dev/null; fi
}
trap tidy EXIT
trap 'exit 130' INT TERM HUP
if [ ! -e "$policy" ]; then
  made_policy=yes
  printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
fi
${
  packages.includes('postgresql')
    ? `if [ ! -d "$cluster_folder" ]; then made_folder=yes; mkdir -p "$cluster_folder"; fi
printf 'create_main_cluster = false\\n' > "$cluster"
`
    : ''
}apt-get -qq -o DPkg::Lock::Timeout=120 update || echo 'apt-get update failed, trying with the lists at hand' >&2
apt-get -qq -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install --no-install-recommends ${packages.join(' ')} || exit 1
${services.length > 0 ? `if command -v systemctl >/dev/null; then systemctl disable ${services.join(' ')} >/dev/null 2>&1; fi\n` : ''}exit 0
`;
}

/**
 * Installs Debian packages, or says in one line what to install by hand.
 * @param {readonly string[]} packages
 */
export async function installPackages(packages) {
  const byHand = `Install these packages and run the command again: ${packages.join(' ')}`;
  if (!isProgramInstalled('apt-get')) throw new LaunchError(`Programs are missing. ${byHand}`);
  const becomeRoot = rootCommand();
  if (becomeRoot === undefined) {
    throw new LaunchError(`Programs are missing. ${byHand}\n        (sudo apt-get install ${packages.join(' ')})`);
  }
  sayProgress(`Installing system packages with apt-get: ${packages.join(' ')}`);
  const [program = 'sh', ...args] = [...becomeRoot, 'sh', '-c', installScript(packages)];
  if ((await run(program, args, { asProgress: true })) !== 0)
    throw new LaunchError(`apt-get could not install everything. ${byHand}`);
}

/** @returns {string[] | undefined} the words to put before a command so that it runs as root; undefined when it cannot */
function rootCommand() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}
