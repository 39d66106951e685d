import { RuleStore, TypeormFindingsStore } from '@fullstop/store';
import { jobsWorld } from '@fullstop/tools/sample-world';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ExpectedFinding, IN_TROUBLE, LASTING, MENDED } from './support/expected-findings.js';
import { Organization, type StoredFinding } from './support/organization.js';

// A database is started, and the clients of six services are loaded.
jest.setTimeout(120_000);

const { SHOP, BLOG, DENIED, IMAGES, MANAGEMENT, SLOW, SUSPENDED, THROTTLED } = jobsWorld;
const ALL = [...LASTING, ...MENDED, ...IN_TROUBLE];
const RESOLVED = 'No longer found by %s in 2 complete scans; resolved automatically.';
// Nothing is tried again, and what hangs is given up soon; on a busy machine, what does not hang takes seconds, too.
const IMPATIENT = { maxAttempts: 1, callDeadlineSeconds: 5 };

let organization: Organization;
let ruleId: number;

beforeAll(async () => {
  organization = await Organization.start();
  const { database, service } = organization;
  await service.start();
  const history = ['i-unsecured', 'i-meant-public'].map((instanceId) => ({
    accountId: SHOP,
    region: 'eu-west-1',
    instanceId,
    eventType: 'RunInstances',
    eventDate: new Date('2026-01-01T00:00:00Z'),
    applicationId: instanceId === 'i-meant-public' ? 'shop-front' : 'shop',
    applicationVersion: '1.10',
  }));
  await new TypeormFindingsStore(database.dataSource).commit({ lifecycleEntries: history });
  const rule = await new RuleStore(database.dataSource).create(
    {
      accountId: BLOG,
      region: null,
      type: 'PASSWORD_USED',
      imageName: null,
      imageOwner: null,
      applicationId: null,
      applicationVersion: null,
      metaInfoJsonPath: '$[?(@.user_name == "editor")]',
      reason: 'ticket 1',
      expiryDate: new Date('9999-01-01T00:00:00Z'),
    },
    { by: 'jdoe' },
  );
  ruleId = rule.id;
});
afterAll(() => organization?.stop());

/** What a stored violation and an expected one have in common, in an order of their own. */
function comparable(findings: readonly ExpectedFinding[]): unknown[] {
  return findings
    .map(({ type, account, region, event, instance, application, meta }) => {
      return { type, account, region, event, instance, application, meta };
    })
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function keyOf({ account, region, event, instance }: Omit<ExpectedFinding, 'meta'>): string {
  return [account, region, event, instance].join(' ');
}

const isIn = (list: readonly ExpectedFinding[]) => {
  const keys = new Set(list.map(keyOf));
  return (finding: ExpectedFinding) => keys.has(keyOf(finding));
};
/** A rule's reason is the comment of what it covers. */
const isResolved = ({ comment, ruleId: rule }: StoredFinding) => comment !== null && rule === null;
const unresolved = (stored: readonly StoredFinding[]) => stored.filter((finding) => !isResolved(finding));

/** Lets nobody into the first account, is busy in the second one, and does not answer in the third. */
function makeTrouble(): void {
  const { aws } = organization;
  aws.fail({ service: 'sts', accountId: DENIED, code: 'AccessDenied', status: 403 });
  aws.fail({ accountId: THROTTLED, action: 'DescribeInstances', code: 'RequestLimitExceeded', status: 503 });
  for (const service of ['elasticloadbalancing', 'rds', 'iam'])
    aws.fail({ accountId: THROTTLED, service, code: 'Throttling' });
  for (const service of ['ec2', 'iam']) aws.fail({ accountId: SLOW, service, hang: true });
}

// The tests go on from what those before them left.
describe('all jobs in an organization', () => {
  it('find exactly what is wrong, with exactly this evidence, in both regions', async () => {
    const runs = await organization.round(false);
    for (const job of organization.jobs) {
      expect(runs[job]?.targets.filter(({ status }) => status !== 'ok')).toEqual([]);
      expect(runs[job]).toMatchObject({ status: 'succeeded', accountsTotal: 5, accountsOk: 5, error: null });
    }
    const stored = await organization.stored();
    expect(comparable(stored)).toEqual(comparable(ALL));
    expect(new Set(stored.map(({ account }) => account))).not.toContain(SUSPENDED);
  });

  it('leave to a whitelisting rule what it covers, and nothing else', async () => {
    const covered = (await organization.stored()).filter((finding) => finding.ruleId !== null);
    expect(covered.map(({ event, ruleId: id }) => [event, id])).toEqual([['check-iam-user_editor', ruleId]]);
  });

  it.each<[string, string, string]>([
    ['ec2', 'DescribeInstances', SHOP],
    ['ec2', 'DescribeImages', SHOP],
    ['ec2', 'DescribeInstanceImageMetadata', SHOP],
    ['ec2', 'DescribeTags', IMAGES],
    ['ec2', 'DescribeSecurityGroups', SHOP],
    ['ec2', 'GetManagedPrefixListEntries', SHOP],
    ['elasticloadbalancing', 'DescribeLoadBalancers 2012-06-01', SHOP],
    ['elasticloadbalancing', 'DescribeLoadBalancers 2015-12-01', SHOP],
    ['elasticloadbalancing', 'DescribeListeners 2015-12-01', SHOP],
    ['elasticloadbalancing', 'DescribeTargetGroups 2015-12-01', SHOP],
    ['rds', 'DescribeDBInstances', SHOP],
    ['rds', 'DescribeDBClusters', SHOP],
    ['iam', 'ListRoles', SHOP],
    ['iam', 'ListAccessKeys', SHOP],
    ['organizations', 'ListAccounts', MANAGEMENT],
  ])('read more than one page of %s %s', (service, name, accountId) => {
    const [action, version] = name.split(' ');
    const calls = organization.aws.calls.filter(
      (call) => call.service === service && call.action === action && call.accountId === accountId,
    );
    const ofVersion = calls.filter(
      ({ params }) => version === undefined || params.get('Version') === version,
    );
    const later = ofVersion.filter(({ params }) => params.has('NextToken') || params.has('Marker'));
    expect(later.length).toBeGreaterThan(0);
    // What is asked for is repeated with each page.
    const filters = (calls: typeof later) => new Set(calls.map(({ params }) => params.has('Filter.1.Name')));
    expect(filters(later)).toEqual(
      filters(ofVersion.filter((call) => !call.params.has('InstanceId.1') && !call.params.has('ImageId.1'))),
    );
  });

  it('make no other call than these, those that AWS answers on one page, and AssumeRole', () => {
    const calls = organization.aws.calls.map(({ service, action }) => `${service}:${action}`);
    expect([...new Set(calls)].sort()).toEqual([
      'ec2:DescribeImages',
      'ec2:DescribeInstanceAttribute',
      'ec2:DescribeInstanceImageMetadata',
      'ec2:DescribeInstances',
      'ec2:DescribeRegions',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeTags',
      'ec2:GetManagedPrefixListEntries',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeTags',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'iam:GenerateCredentialReport',
      'iam:GetAccessKeyLastUsed',
      'iam:GetCredentialReport',
      'iam:ListAccessKeys',
      'iam:ListRoles',
      'organizations:ListAccounts',
      'rds:DescribeDBClusters',
      'rds:DescribeDBInstances',
      'sts:AssumeRole',
      'sts:GetCallerIdentity',
    ]);
  });

  it('see all of it again the next day: no new row, and each was last seen now', async () => {
    const before = await organization.stored();
    const runs = await organization.round(false);
    const stored = await organization.stored();
    expect(Object.values(runs).map(({ opened, closed }) => opened + closed)).toEqual(Array(7).fill(0));
    expect(stored.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(comparable(stored)).toEqual(comparable(ALL));
    expect(new Set(stored.map(({ lastSeen }) => lastSeen.toISOString()))).toEqual(
      new Set([organization.now.toISOString()]),
    );
  });

  it('resolve nothing after one scan without it, and say which accounts were not scanned, and why', async () => {
    makeTrouble();
    const runs = await organization.round(true, IMPATIENT);
    for (const job of organization.jobs) {
      expect(runs[job]).toMatchObject({
        status: 'partial',
        accountsTotal: 5,
        accountsOk: 2,
        accountsFailed: 3,
      });
      const failed = runs[job]!.targets.filter(({ status }) => status !== 'ok');
      const reasons = Object.fromEntries(failed.map(({ accountId, error }) => [accountId, error]));
      expect(reasons).toEqual({
        [DENIED]: expect.stringMatching(/role\/fullstop.*|denied/i),
        [THROTTLED]: expect.stringContaining('The test wants'),
        [SLOW]: expect.stringMatching(/within 5 s/),
      });
    }
    expect(unresolved(await organization.stored())).toHaveLength(ALL.length);
  });

  it('resolve what two complete scans miss, with a comment and a line of history', async () => {
    const runs = await organization.round(true, IMPATIENT);
    const resolved = (await organization.stored()).filter(isResolved);
    expect(comparable(resolved)).toEqual(comparable(MENDED));
    const comments = organization.jobs.map((job) => RESOLVED.replace('%s', job));
    expect(resolved.map(({ comment }) => comment).sort()).toEqual(comments);
    expect(Object.values(runs).map(({ closed }) => closed)).toEqual(Array(7).fill(1));
    const history = await organization.database.dataSource.query(
      'SELECT violation_id::int AS id, action, actor, comment FROM fullstop_data.violation_resolution ORDER BY 1',
    );
    expect(history).toEqual(
      resolved.map(({ id, comment }) => ({ id, action: 'resolve', actor: 'FULLSTOP', comment })),
    );
  });

  it('resolved nothing where nobody could look; scans that failed do not count later either', async () => {
    organization.aws.heal();
    await organization.round(true);
    expect(unresolved(await organization.stored()).filter(isIn(IN_TROUBLE))).toHaveLength(IN_TROUBLE.length);
    await organization.round(true);
    expect(comparable(unresolved(await organization.stored()))).toEqual(comparable(LASTING));
  });

  it('report what is broken again as a recurrence, and leave the old violation as it was', async () => {
    const before = await organization.stored();
    await organization.round(false);
    const stored = await organization.stored();
    const old = stored.slice(0, before.length);
    const back = stored.slice(before.length);
    const isBack = [...MENDED, ...IN_TROUBLE];
    expect(comparable(back)).toEqual(
      comparable(isBack.map((finding) => ({ ...finding, event: `${finding.event}#2` }))),
    );
    for (const { event, recurrenceOf, occurrences, comment, ...finding } of back) {
      const first = old.find(({ id }) => id === recurrenceOf);
      expect(first).toMatchObject({ account: finding.account, instance: finding.instance });
      expect(`${first?.event}#2`).toBe(event);
      expect({ occurrences, comment }).toEqual({ occurrences: 2, comment: null });
      expect(first?.comment).toMatch(/^No longer found by /);
    }
    expect(comparable(unresolved(old))).toEqual(comparable(LASTING));
  });
});
