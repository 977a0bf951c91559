/**
 * @typedef {{ name: string, severity: string, range: string, why: string, fix: string }} Finding
 * @typedef {{ kind: 'clean', known: number } | { kind: 'findings', findings: Finding[] } | { kind: 'not-asked', why: string }} AuditAnswer
 */

/** What npm calls it, and worse. */
const GRAVE = ['high', 'critical'];

/**
 * What `npm audit --json` has said. Anything but a whole report means that nobody was asked: an empty answer, an error of the
 * registry, or a form that is not known must never look like "nothing found".
 * @param {string} stdout
 * @returns {AuditAnswer}
 */
export function readAudit(stdout) {
  const report = parse(stdout);
  if (!isRecord(report)) return { kind: 'not-asked', why: 'npm gave no answer in JSON' };
  const why = failureOf(report);
  if (why !== undefined) return { kind: 'not-asked', why };
  const { vulnerabilities, metadata } = report;
  const asked = isRecord(metadata) && isRecord(metadata.dependencies) ? metadata.dependencies.total : undefined;
  if (report.auditReportVersion !== 2 || !isRecord(vulnerabilities) || typeof asked !== 'number' || asked === 0)
    return { kind: 'not-asked', why: 'npm answered in a form that is not known' };
  const all = Object.entries(vulnerabilities).flatMap(([name, found]) => (isRecord(found) ? [{ name, found }] : []));
  const grave = all.filter(({ found }) => GRAVE.includes(String(found.severity)));
  if (grave.length === 0) return { kind: 'clean', known: all.length };
  return { kind: 'findings', findings: grave.map(({ name, found }) => findingOf(name, found)) };
}

/** 0 clean, 1 findings, 2 nobody could be asked. @param {AuditAnswer} answer */
export function exitCodeOf(answer) {
  return { clean: 0, findings: 1, 'not-asked': 2 }[answer.kind];
}

/** @param {AuditAnswer} answer @returns {string[]} lines for the person at the terminal */
export function describeAudit(answer) {
  switch (answer.kind) {
    case 'clean':
      return [`audit: no high or critical finding${answer.known > 0 ? ` (${answer.known} lesser)` : ''}`];
    case 'not-asked':
      return [
        `audit: could not be asked: ${answer.why}`,
        'audit: this says nothing about the packages; ask again with a registry that answers (docs/decisions/0015)',
      ];
    case 'findings':
      return [
        `audit: ${answer.findings.length} packages with high or critical findings`,
        ...answer.findings.map(
          ({ name, severity, range, why, fix }) => `  ${name} ${range} (${severity}): ${why}; ${fix}`,
        ),
      ];
  }
}

/** @param {Record<string, unknown>} report */
function failureOf(report) {
  const { error, message, statusCode } = report;
  const summary = isRecord(error) ? (error.summary ?? error.code) : undefined;
  if (summary === undefined && message === undefined && statusCode === undefined && error === undefined)
    return undefined;
  const said = [summary, message].find((text) => typeof text === 'string' && text !== '');
  return withoutAddress(String(said ?? `the registry answered ${statusCode ?? 'with an error'}`));
}

/** Whose registry it is concerns nobody who reads a build log. @param {string} text */
function withoutAddress(text) {
  return text.replace(/https?:\/\/\S+/g, 'the registry').slice(0, 200);
}

/** @param {string} name @param {Record<string, unknown>} found @returns {Finding} */
function findingOf(name, { severity, range, via, fixAvailable }) {
  const advisory = Array.isArray(via) ? via.find(isRecord) : undefined;
  const through = Array.isArray(via) ? via.filter((one) => typeof one === 'string').join(', ') : '';
  return {
    name,
    severity: String(severity),
    range: String(range ?? '*'),
    why: advisory ? `${advisory.title} ${advisory.url ?? ''}`.trim() : `through ${through || 'another package'}`,
    fix: fixAvailable ? 'a fixed version is there: npm update' : 'no fixed version yet',
  };
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
