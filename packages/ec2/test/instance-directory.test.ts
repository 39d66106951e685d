import { FactUnavailableError } from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { ACCOUNT_ID, anEvent, launched, RecordingLogger } from '@fullstop/testing';
import type { InstanceWorld } from '@fullstop/tools/aws-server';
import { describe, expect, it } from '@jest/globals';
import { aLaunch, aStateChange, BAD, GOOD, OPTIONS, UD_OK, useWorld, worldWith } from './support/world.js';

const world = useWorld();
const RUN = 'ec2.amazonaws.com:RunInstances';
const CUT = { responseElements: { omitted: true } };
const CUT_LAUNCH = anEvent(RUN, { ...CUT, requestParameters: { clientToken: 'token-1' } });

describe('instances of an event', () => {
  it('come in order, with account, region and what the event says', async () => {
    const instances = await world()
      .directory()
      .of(aLaunch('i-1', { instanceId: 'i-2', operator: { managed: true } }));
    expect(instances.map(String)).toEqual([
      `i-1 in ${ACCOUNT_ID}/eu-central-1`,
      `i-2 in ${ACCOUNT_ID}/eu-central-1`,
    ]);
    expect(instances.map(({ isServiceManaged }) => isServiceManaged)).toEqual([false, true]);
    expect(instances[0]?.item.item).toMatchObject({ instanceType: 'm7g.large' });
    expect(world().server.calls).toEqual([]);
  });

  it('of a region that no SDK knows are like others', async () => {
    const [instance] = await world()
      .directory()
      .of(anEvent(RUN, { ...launched({ instanceId: 'i-1', imageId: GOOD.imageId }), awsRegion: 'mx-new-7' }));
    expect(await instance?.isTaupage()).toBe(true);
    expect(world().server.count({ region: 'mx-new-7', action: 'DescribeImages' })).toBe(1);
  });

  it('are none when the event lists none, and the log says so', async () => {
    const logger = new RecordingLogger();
    expect(
      await world()
        .directory({ logger })
        .of(anEvent(RUN, { responseElements: {} })),
    ).toEqual([]);
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { reason: 'unexpected-shape' } }]);
  });

  it('know whose token is theirs', () => {
    expect(INSTANCES).toBe(Symbol.for('@fullstop/ec2:instances'));
  });
});

describe('IMP-EV-7: instances of a response that was cut for its size', () => {
  const launchedOnes: InstanceWorld[] = Array.from({ length: 2 }, (_, index) => ({
    instanceId: `i-${index}`,
    clientToken: 'token-1',
    imageId: BAD.imageId,
    keyName: 'ops',
    launchTime: '2026-03-02T09:15:00.000Z',
    subnetId: 'subnet-1',
    vpcId: 'vpc-1',
    groupIds: ['sg-1'],
    operator: index === 1 ? 'eks.amazonaws.com' : undefined,
  }));

  it('SE-33: are looked up by client token, once for all plugins', async () => {
    const { server, directory } = world();
    server.world = worldWith(...launchedOnes, { instanceId: 'i-9', clientToken: 'token-9' });
    const shared = directory();
    const [instances] = await Promise.all([shared.of(CUT_LAUNCH), shared.of(CUT_LAUNCH)]);
    expect(instances.map(({ item }) => item)).toMatchObject(
      ['i-0', 'i-1'].map((instanceId) => ({
        instanceId,
        imageId: BAD.imageId,
        keyName: 'ops',
        launchTime: new Date('2026-03-02T09:15:00.000Z'),
        securityGroupIds: ['sg-1'],
        item: { subnetId: 'subnet-1', vpcId: 'vpc-1' },
      })),
    );
    expect(instances.map(({ isServiceManaged }) => isServiceManaged)).toEqual([false, true]);
    expect(await instances[0]?.isTaupage()).toBe(false);
    expect(server.count({ action: 'DescribeInstances' })).toBe(1);
    expect(
      server.calls
        .find(({ action }) => action === 'DescribeInstances')
        ?.params.get('IncludeManagedResources'),
    ).toBe('true');
  });

  it('of a stop are those of the request', async () => {
    const requestParameters = { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } };
    const event = anEvent('ec2.amazonaws.com:StopInstances', { ...CUT, requestParameters });
    expect((await world().directory().of(event)).map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-2']);
  });

  it.each([
    ['EC2 knows none', CUT_LAUNCH],
    ['there is no client token', anEvent(RUN, CUT)],
    ['the request of a stop was cut, too', anEvent('ec2.amazonaws.com:StopInstances', CUT)],
  ])('are unknown when %s', async (_, event) => {
    await expect(world().directory().of(event)).rejects.toBeInstanceOf(FactUnavailableError);
  });

  it('are unknown when EC2 could not be asked, until it recovers', async () => {
    const { server, directory, recover } = world();
    server.world = worldWith(...launchedOnes);
    server.fail({ action: 'DescribeInstances', code: 'RequestLimitExceeded', status: 503 });
    const shared = directory();
    await expect(shared.of(CUT_LAUNCH)).rejects.toBeInstanceOf(FactUnavailableError);
    recover();
    expect(await shared.of(CUT_LAUNCH)).toHaveLength(2);
  });
});

describe('look-ups', () => {
  it('1,000 launches from 20 images in 5 accounts cost at most 20 × 5 DescribeImages calls', async () => {
    const { server, directory } = world();
    const images = Array.from({ length: 20 }, (_, index) => ({ ...GOOD, imageId: `ami-${index}` }));
    const accounts = Array.from({ length: 5 }, (_, index) => `${index + 1}`.repeat(12));
    server.world = { accounts: Object.fromEntries(accounts.map((accountId) => [accountId, { images }])) };
    const shared = directory();
    const events = Array.from({ length: 1000 }, (_, index) =>
      anEvent(RUN, {
        eventID: `event-${index}`,
        recipientAccountId: accounts[index % 5],
        ...launched(
          { instanceId: `i-${index}`, imageId: `ami-${index % 20}` },
          { instanceId: `i-${index}b`, imageId: `ami-${(index * 7) % 23}` },
        ),
      }),
    );
    const verdicts = await Promise.all(
      events.map(async (event) => Promise.all((await shared.of(event)).map((each) => each.isTaupage()))),
    );
    expect(verdicts.filter(([first]) => first)).toHaveLength(1000);
    expect(verdicts.filter(([, second]) => !second)).toHaveLength(
      events.filter((_, index) => (index * 7) % 23 >= 20).length,
    );
    expect(server.count({ action: 'DescribeImages' })).toBeLessThanOrEqual(100);
  });

  it('of one fact at the same time are one, whoever asks', async () => {
    const { server, directory } = world();
    server.world = worldWith({ instanceId: 'i-1', userData: UD_OK });
    const shared = directory();
    const event = aLaunch('i-1');
    const applications = await Promise.all(
      Array.from({ length: 20 }, async () => (await shared.of(event))[0]?.applicationId()),
    );
    expect(new Set(applications)).toEqual(new Set(['shop']));
    expect(server.count({ service: 'ec2' })).toBe(2);
  });

  it('IMP-IC-4: count their time from when the value was read; "there is none" a minute at most', async () => {
    const { server, clock, directory } = world();
    const shared = directory();
    const image = async (imageId: string) =>
      (await shared.of(aLaunch({ instanceId: 'i-1', imageId })))[0]?.image();
    const count = () => server.count({ action: 'DescribeImages' });
    await image(GOOD.imageId);
    await image('ami-0gone');
    clock.advance(59);
    await image(GOOD.imageId);
    await image('ami-0gone');
    expect(count()).toBe(2);
    clock.advance(1);
    await image(GOOD.imageId);
    await image('ami-0gone');
    expect(count()).toBe(3);
    clock.advance(540);
    await image(GOOD.imageId);
    expect(count()).toBe(4);
  });

  it('IMP-IC-4: are apart for each account and region', async () => {
    const { server, directory } = world();
    server.world = {
      accounts: {
        [ACCOUNT_ID]: { images: [GOOD] },
        '222222222222': { images: [{ ...GOOD, ownerId: '999999999999' }] },
      },
    };
    const shared = directory();
    const isTaupage = async (overrides: object) =>
      (
        await shared.of(
          anEvent(RUN, { ...launched({ instanceId: 'i-1', imageId: GOOD.imageId }), ...overrides }),
        )
      )[0]?.isTaupage();
    expect(await isTaupage({})).toBe(true);
    expect(await isTaupage({ recipientAccountId: '222222222222' })).toBe(false);
    await isTaupage({ awsRegion: 'eu-west-1' });
    expect(server.count({ action: 'DescribeImages' })).toBe(3);
  });
});

describe('the wait for facts', () => {
  it('ends with the signal, for this check only', async () => {
    const { server, directory } = world();
    server.fail({ action: 'DescribeImages', delayMs: 200 });
    const shared = directory();
    const abort = new AbortController();
    const event = aLaunch('i-1');
    const [impatient] = await shared.of(event, abort.signal);
    const [patient] = await shared.of(event);
    const images = Promise.allSettled([impatient?.image(), patient?.image()]);
    abort.abort(new Error('time is up'));
    expect(await images).toMatchObject([
      { status: 'rejected', reason: new Error('time is up') },
      { status: 'fulfilled', value: GOOD },
    ]);
    await expect(shared.of(event, abort.signal)).rejects.toThrow('time is up');
  });

  it('ends before the check does, so that the check is tried again', async () => {
    world().server.fail({ action: 'DescribeImages', hang: true });
    const [instance] = await world()
      .directory({}, { ...OPTIONS, waitSeconds: 0.2 })
      .of(aLaunch('i-1'));
    await expect(instance?.isTaupage()).rejects.toThrow(/image of i-1 .*did not come in time/);
    // What needs no wait is there nevertheless.
    expect(await instance?.imageId()).toBe(GOOD.imageId);
  });

  it('of a state change is for facts that are not in the event', async () => {
    world().server.world = worldWith({ instanceId: 'i-1', imageId: GOOD.imageId, userData: UD_OK });
    const [instance] = await world()
      .directory()
      .of(aStateChange('StartInstances', ['i-1']));
    expect(await instance?.source()).toBe('pierone.acme.test/platform/shop:1.4.2');
  });
});
