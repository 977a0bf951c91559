import { describe, expect, test } from 'vitest';
import { describeAudit, exitCodeOf, readAudit } from '../../launch/audit-answer.js';

const counts = { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 };
const report = (vulnerabilities: object) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities,
    metadata: { vulnerabilities: counts, dependencies: { prod: 262, dev: 0, total: 262 } },
  });
const advisory = {
  source: 1_096_820,
  name: 'ws',
  title: 'ws affected by a DoS when handling a request with many HTTP headers',
  url: 'https://github.com/advisories/GHSA-3h5v-q93c-6h6q',
  severity: 'high',
  range: '>=8.0.0 <8.17.1',
};
const high = {
  name: 'ws',
  severity: 'high',
  isDirect: true,
  via: [advisory],
  range: '8.0.0 - 8.17.0',
  fixAvailable: true,
};

describe('what npm audit answers', () => {
  test('a report without findings is clean', () => {
    const answer = readAudit(report({}));
    expect([answer, exitCodeOf(answer)]).toEqual([{ kind: 'clean', known: 0 }, 0]);
  });

  test('lesser findings are told and do not stop', () => {
    const answer = readAudit(report({ a: { ...high, severity: 'moderate' }, b: { ...high, severity: 'low' } }));
    expect(exitCodeOf(answer)).toBe(0);
    expect(describeAudit(answer)).toEqual(['audit: no high or critical finding (2 lesser)']);
  });

  test('a high finding is named with its range, its advisory and what to do', () => {
    const answer = readAudit(report({ ws: high }));
    expect(exitCodeOf(answer)).toBe(1);
    expect(describeAudit(answer)[1]).toBe(
      `  ws 8.0.0 - 8.17.0 (high): ${advisory.title} ${advisory.url}; a fixed version is there: npm update`,
    );
  });

  test('a critical finding through another package counts, and says through which', () => {
    const answer = readAudit(report({ mqtt: { ...high, severity: 'critical', via: ['ws'], fixAvailable: false } }));
    expect(describeAudit(answer)[1]).toBe('  mqtt 8.0.0 - 8.17.0 (critical): through ws; no fixed version yet');
  });

  test.each<[string, string]>([
    [
      'a registry that answers 405',
      JSON.stringify({
        message: '405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk',
        statusCode: 405,
        error: { summary: '', detail: '' },
      }),
    ],
    ['no network', JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'request to https://r.example failed' } })],
    [
      'no lock file',
      JSON.stringify({ error: { code: 'ENOLOCK', summary: 'This command requires an existing lockfile.' } }),
    ],
    ['nothing', ''],
    ['a page', '<!doctype html>'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['the form of npm 6', JSON.stringify({ advisories: {}, metadata: { dependencies: 5 } })],
    [
      'a report that looked at no package',
      JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata: { dependencies: { total: 0 } } }),
    ],
  ])('%s is "could not be asked", never clean', (_, text) => {
    const answer = readAudit(text);
    expect([answer.kind, exitCodeOf(answer)]).toEqual(['not-asked', 2]);
    expect(describeAudit(answer).join('\n')).toContain('could not be asked');
    expect(describeAudit(answer).join('\n')).not.toContain('example');
  });
});
