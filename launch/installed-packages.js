/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} LockFile
 */

/**
 * Says whether what npm noted in node_modules/.package-lock.json is what package-lock.json asks for, so that a
 * developer's own `npm install` is not thrown away. Packages for other machines may be missing.
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile} installed node_modules/.package-lock.json
 */
export function isInstalled(wanted, installed) {
  const there = installed.packages ?? {};
  const asked = Object.entries(wanted.packages ?? {}).filter(([path]) => path !== '');
  const known = new Set(asked.map(([path]) => path));
  return (
    asked.every(([path, entry]) => {
      const found = there[path];
      if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
      return found.version === entry.version && found.integrity === entry.integrity;
    }) && Object.keys(there).every((path) => known.has(path))
  );
}
