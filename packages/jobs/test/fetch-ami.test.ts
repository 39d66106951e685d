import { AWS_CLIENTS } from '@fullstop/aws';
import { CLOCK, installJobs, type JobCandidate, LOGGER } from '@fullstop/core';
import { FixedClock, RecordingLogger } from '@fullstop/testing';
import type { AccountWorld, ImageWorld, InstanceWorld } from '@fullstop/tools/aws-server';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseExpiration } from '../src/fetch-ami/expiration-time.js';
import { FetchAmiJob } from '../src/fetch-ami/fetch-ami.job.js';
import { TAUPAGE_IMAGES } from '../src/fetch-ami/taupage-images.js';
import { type Scanned, scan, useAws } from './support/scanning.js';

const FIRST = '111122223333';
const SECOND = '222233334444';
const OWNER = '444455556666';
const REGION = 'eu-west-1';
const NOW = '2026-03-02T09:30:00Z';
const YESTERDAY = '2026-03-01T03:00:00+02:00';
const IN_TEN_DAYS = '2026-03-12T03:00:00Z';
const aws = useAws();
const clock = new FixedClock(NOW);
const logger = new RecordingLogger();
let job: FetchAmiJob;
beforeEach(() => {
  job = new FetchAmiJob(aws.clients, [{ ownerId: ` ${OWNER} `, namePrefix: 'Taupage-AMI-' }], clock, logger);
});

function anImage(imageId: string, ExpirationTime?: string, more: Partial<ImageWorld> = {}): ImageWorld {
  const tags: Record<string, string> = ExpirationTime === undefined ? {} : { ExpirationTime };
  return { imageId, name: `Taupage-AMI-${imageId}`, ownerId: OWNER, tags, ...more };
}

function instancesOf(imageId: string, count: number, more: Partial<InstanceWorld> = {}): InstanceWorld[] {
  return Array.from({ length: count }, (_, index) => ({
    instanceId: `i-${imageId}-${index}`,
    imageId,
    ...more,
  }));
}

/** An account with these instances and images, and the owner of the images. */
function setWorld(
  images: readonly ImageWorld[],
  instances: readonly InstanceWorld[],
  more: AccountWorld = {},
): void {
  aws.server.world = { accounts: { [FIRST]: { images, instances, ...more }, [OWNER]: { images } } };
}

function idsOf({ findings }: Scanned): (string | undefined)[] {
  return findings.map(({ instanceId }) => instanceId);
}

describe('fetchAmiJob', () => {
  it('A1: in two accounts and regions, an image that expires later and one without a date are fine', async () => {
    const images = [
      anImage('ami-1', IN_TEN_DAYS, { region: REGION }),
      anImage('ami-2', undefined, { region: 'us-east-1' }),
    ];
    const instances = [
      ...instancesOf('ami-1', 1, { region: REGION }),
      ...instancesOf('ami-2', 1, { region: 'us-east-1' }),
    ];
    const account = { images, instances };
    aws.server.world = { accounts: { [FIRST]: account, [SECOND]: account, [OWNER]: { images } } };
    for (const accountId of [FIRST, SECOND]) {
      for (const region of [REGION, 'us-east-1']) {
        expect(await scan(job, accountId, region)).toEqual({ findings: [], problems: [] });
      }
    }
    expect(aws.server.count({ action: 'DescribeInstances' })).toBe(4);
    expect(aws.server.count({ action: 'DescribeImages' })).toBe(4);
    // The second account is told what was just read.
    expect(aws.server.count({ action: 'DescribeTags' })).toBe(2);
  });

  it('A2: an instance of an image that expired yesterday is reported, with its application', async () => {
    const userData = '#taupage-ami-config\napplication_id: shop\napplication_version: 1.10\n';
    setWorld([anImage('ami-1', YESTERDAY)], instancesOf('ami-1', 1, { userData }));
    expect(await scan(job, FIRST, REGION)).toEqual({
      findings: [
        {
          type: 'OUTDATED_TAUPAGE',
          instanceId: 'i-ami-1-0',
          applicationId: 'shop',
          applicationVersion: '1.10',
          metaInfo: {
            ami_owner_id: OWNER,
            ami_id: 'ami-1',
            ami_name: 'Taupage-AMI-ami-1',
            expiration_date: YESTERDAY,
          },
        },
      ],
      problems: [],
    });
  });

  it('A3: three pages of instances are read in order, each with the filter', async () => {
    const stopped = instancesOf('ami-1', 1, { instanceId: 'i-stopped', state: 'stopped' });
    setWorld([anImage('ami-1', YESTERDAY)], [...stopped, ...instancesOf('ami-1', 5)], { pageSize: 2 });
    expect(idsOf(await scan(job, FIRST, REGION))).toHaveLength(5);
    const calls = aws.server.calls.filter(({ action }) => action === 'DescribeInstances');
    expect(calls.map(({ params }) => params.get('NextToken'))).toEqual([null, '2', '4']);
    for (const { params } of calls) {
      expect(params.get('Filter.1.Name')).toBe('instance-state-name');
      expect(params.get('Filter.1.Value.1')).toBe('running');
    }
  });

  it('A4: the tag is asked of the account that owns the image, in the region of the instance', async () => {
    setWorld([anImage('ami-1', YESTERDAY)], instancesOf('ami-1', 1));
    await scan(job, FIRST, 'eu-central-1');
    const [call, ...others] = aws.server.calls.filter(({ action }) => action === 'DescribeTags');
    expect(others).toEqual([]);
    expect(call).toMatchObject({ accountId: OWNER, region: 'eu-central-1' });
    const filters = [1, 2, 3].map((number) => [
      call?.params.get(`Filter.${number}.Name`),
      call?.params.get(`Filter.${number}.Value.1`),
    ]);
    expect(filters).toEqual([
      ['resource-id', 'ami-1'],
      ['resource-type', 'image'],
      ['key', 'ExpirationTime'],
    ]);
  });

  it('A5: without a tag the date of deprecation counts, and without both nothing is reported', async () => {
    const images = [
      anImage('ami-1'),
      anImage('ami-2', undefined, { deprecationTime: '2026-03-01T00:00:00.000Z' }),
      anImage('ami-3', IN_TEN_DAYS, { deprecationTime: '2026-03-01T00:00:00.000Z' }),
    ];
    setWorld(
      images,
      images.flatMap(({ imageId }) => instancesOf(imageId, 1)),
    );
    const scanned = await scan(job, FIRST, REGION);
    expect(idsOf(scanned)).toEqual(['i-ami-2-0']);
    expect(scanned.findings[0]?.metaInfo).toMatchObject({ expiration_date: '2026-03-01T00:00:00.000Z' });
  });

  it.each(['2026-03-01T00:00:00', 'soon', '2026-02-30T00:00:00Z', ' '])(
    'A6: an image that expires at "%s" is a problem; the next one is looked at',
    async (time) => {
      const images = [anImage('ami-1', time), anImage('ami-2', YESTERDAY)];
      setWorld(images, [...instancesOf('ami-1', 1), ...instancesOf('ami-2', 1)]);
      const scanned = await scan(job, FIRST, REGION);
      expect(idsOf(scanned)).toEqual(['i-ami-2-0']);
      expect(scanned.problems).toMatchObject([
        { resource: 'image ami-1', error: { code: 'EXPIRATION_TIME' } },
      ]);
    },
  );

  it('A8: images of other owners, and other images of the owner, are left aside (A7: owners are trimmed)', async () => {
    const images = [
      anImage('ami-1', YESTERDAY, { ownerId: '999988887777' }),
      anImage('ami-2', YESTERDAY, { name: 'ubuntu-Taupage-AMI-1' }),
      anImage('ami-3', YESTERDAY),
    ];
    setWorld(
      images,
      images.flatMap(({ imageId }) => instancesOf(imageId, 1)),
    );
    expect(idsOf(await scan(job, FIRST, REGION))).toEqual(['i-ami-3-0']);
    expect(aws.server.count({ action: 'AssumeRole', accountId: '999988887777' })).toBe(0);
  });

  it('A9: an image without a name and one of which nothing is known are left aside', async () => {
    const nameless: ImageWorld = { imageId: 'ami-1', ownerId: OWNER };
    setWorld([nameless], [...instancesOf('ami-1', 1), ...instancesOf('ami-gone', 1)]);
    expect(await scan(job, FIRST, REGION)).toEqual({ findings: [], problems: [] });
    expect(logger.lines).toMatchObject([{ level: 'debug', message: expect.stringContaining('ami-gone') }]);
  });

  it('A9: a deregistered Taupage image is reported, as it was remembered', async () => {
    const imageMetadata = { imageId: 'ami-gone', name: 'Taupage-AMI-old', ownerId: OWNER };
    const instances = ['ami-gone', 'ami-lost', 'ami-away'].flatMap((imageId) =>
      instancesOf(imageId, 2, { imageMetadata: { ...imageMetadata, imageId } }),
    );
    setWorld([], instances, { pageSize: 1 });
    const scanned = await scan(job, FIRST, REGION);
    expect(idsOf(scanned)).toHaveLength(6);
    expect(scanned.findings[0]?.metaInfo).toEqual({
      ami_owner_id: OWNER,
      ami_id: 'ami-gone',
      ami_name: 'Taupage-AMI-old',
      expiration_date: null,
      ami_state: 'deregistered',
    });
    // One instance of each image is asked, on as many pages.
    expect(aws.server.count({ action: 'DescribeInstanceImageMetadata' })).toBe(3);
  });

  it('A9: where nobody may ask what instances remember, their images are problems', async () => {
    aws.server.fail({ action: 'DescribeInstanceImageMetadata', code: 'UnauthorizedOperation', status: 403 });
    setWorld([anImage('ami-1', YESTERDAY)], [...instancesOf('ami-1', 1), ...instancesOf('ami-gone', 2)]);
    const scanned = await scan(job, FIRST, REGION);
    expect(idsOf(scanned)).toEqual(['i-ami-1-0']);
    expect(scanned.problems).toMatchObject([{ resource: 'image ami-gone' }]);
  });

  it.each<[string, string, object]>([
    [
      'an id and a version that is a number',
      'application_id: shop\napplication_version: 1',
      { applicationId: 'shop', applicationVersion: '1' },
    ],
    ['no version', 'application_id: shop', { applicationId: 'shop' }],
    ['nothing', '', {}],
    ['a scalar', 'shop', {}],
    ['a list', '- shop', {}],
    ['other members only', 'runtime_of: shop', {}],
  ])('A11: user data with %s', async (_case, userData, application) => {
    setWorld([anImage('ami-1', YESTERDAY)], instancesOf('ami-1', 1, { userData }));
    const { findings } = await scan(job, FIRST, REGION);
    const { type, instanceId, metaInfo, ...rest } = findings[0]!;
    expect([type, instanceId, typeof metaInfo]).toEqual(['OUTDATED_TAUPAGE', 'i-ami-1-0', 'object']);
    expect(rest).toEqual(application);
  });

  it('A10: 500 instances of three images need one look-up of images, and one of tags', async () => {
    const images = ['ami-1', 'ami-2', 'ami-3'].map((imageId) => anImage(imageId, IN_TEN_DAYS));
    setWorld(
      images,
      [200, 200, 100].flatMap((count, index) => instancesOf(`ami-${index + 1}`, count)),
    );
    await scan(job, FIRST, REGION);
    expect(aws.server.count({ action: 'DescribeImages' })).toBe(1);
    expect(aws.server.count({ action: 'DescribeTags' })).toBe(1);
    expect(aws.server.count({ action: 'DescribeInstanceAttribute' })).toBe(0);
  });

  it('images and tags come on several pages, and in several batches', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => `ami-${index}`);
    const images = ids.map((imageId) => anImage(imageId, YESTERDAY));
    const instances = ids.flatMap((imageId) => instancesOf(imageId, 1));
    const account = { images, instances, pageSize: 60 };
    aws.server.world = { accounts: { [FIRST]: account, [OWNER]: { images, pageSize: 60 } } };
    expect(idsOf(await scan(job, FIRST, REGION))).toHaveLength(120);
    expect(aws.server.count({ action: 'DescribeImages' })).toBe(3);
    expect(aws.server.count({ action: 'DescribeTags' })).toBe(3);
  });

  it('an owner whose account does not tell makes its images problems, not violations', async () => {
    const images = [anImage('ami-1', YESTERDAY, { deprecationTime: '2026-03-01T00:00:00.000Z' })];
    setWorld(images, instancesOf('ami-1', 3));
    aws.server.world = { accounts: { [FIRST]: aws.server.world.accounts[FIRST]! } };
    const scanned = await scan(job, FIRST, REGION);
    expect(scanned.findings).toEqual([]);
    expect(scanned.problems).toMatchObject([
      { resource: 'image ami-1', error: { code: 'ASSUME_ROLE_DENIED' } },
    ]);
  });

  it('an instance whose user data may be had later is a problem, the others are reported', async () => {
    aws.server.fail({ action: 'DescribeInstanceAttribute', code: 'RequestLimitExceeded', times: 1 });
    setWorld([anImage('ami-1', YESTERDAY)], instancesOf('ami-1', 3));
    const scanned = await scan(job, FIRST, REGION);
    expect(scanned.findings).toHaveLength(2);
    expect(scanned.problems).toHaveLength(1);
  });

  it('an account whose instances cannot be listed fails as a whole', async () => {
    aws.server.fail({ action: 'DescribeInstances', code: 'UnauthorizedOperation', status: 403 });
    setWorld([], []);
    await expect(scan(job, FIRST, REGION)).rejects.toThrow('UnauthorizedOperation');
  });

  it('runs only where somebody said which images are Taupage images', () => {
    const candidates: JobCandidate[] = [{ jobClass: FetchAmiJob, packageName: 'p', packageVersion: '1' }];
    const lent = [
      { token: AWS_CLIENTS, value: aws.clients },
      { token: CLOCK, value: clock },
      { token: LOGGER, value: logger },
    ];
    const without = installJobs(candidates, {}, () => lent);
    expect(without.jobs).toEqual([]);
    expect(JSON.stringify(without.statuses)).toContain('FULLSTOP_TAUPAGE_OWNERS');
    const images = { token: TAUPAGE_IMAGES, value: [] };
    expect(installJobs(candidates, {}, () => [...lent, images]).jobs).toHaveLength(1);
  });
});

describe('the time an image expires', () => {
  it.each([
    ['2018-06-20T03:00:00+02:00', '2018-06-20T03:00:00+02:00', '2018-06-20T01:00:00.000Z'],
    ['2018-06-20T03:00+02:00', '2018-06-20T03:00:00+02:00', '2018-06-20T01:00:00.000Z'],
    [' 2018-06-20T03:00:00.5Z ', '2018-06-20T03:00:00.5Z', '2018-06-20T03:00:00.500Z'],
    ['2018-06-20T03:00:00+02:00[Europe/Berlin]', '2018-06-20T03:00:00+02:00', '2018-06-20T01:00:00.000Z'],
  ])('A4: %s is read as %s', (written, text, at) => {
    expect(parseExpiration('ami-1', written)).toEqual({ text, at: new Date(at) });
  });
});
