/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, resolved?: string, os?: string[], cpu?: string[], libc?: string[],
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages path in node_modules → package, as in package-lock.json
 */

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * Optional packages that locked packages name and the lock file lacks: `npm ci` refuses such a lock file. It comes
 * about where the registry at hand carries only the packages of its own platform.
 * @param {LockedPackages} packages
 * @returns {{ path: string, name: string, version: string, dev: boolean }[]}
 */
export function missingFromLock(packages) {
  return Object.entries(packages).flatMap(([from, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isFound(packages, from, name))
      .map(([name, version]) => ({ path: `node_modules/${name}`, name, version, dev })),
  );
}

/**
 * The lock file with entries for those packages. They carry no integrity, since nothing here has seen their content;
 * they are only ever installed on another platform than the one that completes the file.
 * @param {LockedPackages} packages
 * @returns {LockedPackages}
 */
export function completed(packages) {
  const added = missingFromLock(packages).map(({ path, name, version, dev }) => {
    if (!/^\d/.test(version)) throw new Error(`${name} is asked for as ${version}: only an exact version can be noted`);
    return /** @type {const} */ ([
      path,
      inOrder({ version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) }),
    ]);
  });
  return Object.fromEntries(
    [...Object.entries(packages), ...added].sort(([left], [right]) => left.localeCompare(right, 'en')),
  );
}

/**
 * The platform in a name such as `binding-linux-arm-musleabihf`, in the words of package.json.
 * @param {string} name
 */
export function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`${name}: no platform can be read from this name`);
  const libc = os[0] !== 'linux' ? undefined : words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return { cpu, ...(libc === undefined ? {} : { libc: [libc] }), os };
}

/** npm writes the version first and the rest by the alphabet; the same order keeps its next write from touching the entry. @param {LockedPackage} entry */
function inOrder({ version, ...rest }) {
  return { version, ...Object.fromEntries(Object.entries(rest).sort()) };
}

/**
 * npm's look-up: in the package's own node_modules, then in those of the folders above.
 * @param {LockedPackages} packages
 * @param {string} from
 * @param {string} name
 */
function isFound(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
  }
}
