import { FactUnavailableError } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { aLaunch, aStateChange, BAD, GOOD, UD_OK, useWorld, worldWith } from '../support/world.js';

const world = useWorld();
const CALL = { action: 'DescribeInstanceAttribute' };

async function userDataOf(userData: string | undefined) {
  world().server.world = worldWith({ instanceId: 'i-1', ...(userData !== undefined && { userData }) });
  return (await world().instance()).userData();
}

describe('user data of an instance', () => {
  it('PV-8: without our keys are present', async () => {
    expect(await userDataOf('blub: fdsa')).toEqual({ kind: 'taupage' });
  });

  it.each(['6478e18', "'6478e18'"])('PV-9: a version %s is a text', async (version) => {
    expect(await userDataOf(`application_version: ${version}`)).toMatchObject({
      applicationVersion: '6478e18',
    });
  });

  it('PV-10: that are a list are none', async () => {
    expect(await userDataOf('- a')).toEqual({ kind: 'none', reason: 'not-a-mapping' });
  });

  it.each([
    ['PV-11', BAD.imageId],
    ['PV-12', 'ami-0gone'],
  ])('%s: are not read when the image is no Taupage image', async (_, imageId) => {
    const instance = await world().instance(aLaunch({ instanceId: 'i-1', imageId }));
    expect(await instance.userData()).toEqual({ kind: 'none', reason: 'not-taupage' });
    expect(await instance.applicationId()).toBeUndefined();
    expect(world().server.count(CALL)).toBe(0);
  });

  it.each([
    ['UnauthorizedOperation', 403],
    ['RequestLimitExceeded', 503],
    ['InternalError', 500],
  ])('PV-13: are unknown when EC2 answers %s, until it recovers', async (code, status) => {
    const { server, instance: instanceOf, recover } = world();
    server.world = worldWith({ instanceId: 'i-1', userData: UD_OK });
    server.fail({ ...CALL, code, status });
    const instance = await instanceOf();
    await expect(instance.userData()).rejects.toBeInstanceOf(FactUnavailableError);
    await expect(instance.source()).rejects.toBeInstanceOf(FactUnavailableError);
    recover();
    expect(await instance.applicationVersion()).toBe('1.10');
  });

  it('PV-13: are unknown when EC2 does not answer', async () => {
    world().server.fail({ ...CALL, hang: true });
    const instance = await world().instance(aLaunch('i-1'), { clients: world().impatient });
    await expect(instance.userData()).rejects.toThrow(/user data of i-1.*did not end within/);
  });

  it('SE-38: are unknown when the instance is gone', async () => {
    await expect((await world().instance()).userData()).rejects.toThrow('InvalidInstanceID.NotFound');
  });

  it('PV-14: that are no base64 are none', async () => {
    world().server.world = worldWith({ instanceId: 'i-1', rawUserData: 'no base64!' });
    expect(await (await world().instance()).userData()).toEqual({ kind: 'none', reason: 'not-base64' });
  });

  it('SE-25: that are not there are empty', async () => {
    expect(await userDataOf(undefined)).toEqual({ kind: 'none', reason: 'empty' });
  });

  it('PV-23: tell the version as it is written, or none', async () => {
    expect(await userDataOf('application_version: 10.0')).toMatchObject({ applicationVersion: '10.0' });
    world().server.world = worldWith({ instanceId: 'i-1', userData: 'application_version: null' });
    expect(await (await world().instance()).applicationVersion()).toBeUndefined();
  });

  it('PV-24: tell no application when it is blank', async () => {
    await userDataOf('application_id: "  "');
    expect(await (await world().instance()).applicationId()).toBeUndefined();
  });

  it('PV-25: are read once for everything that follows from them', async () => {
    world().server.world = worldWith({ instanceId: 'i-1', userData: UD_OK });
    const instance = await world().instance();
    const facts = [
      instance.applicationId(),
      instance.applicationVersion(),
      instance.source(),
      instance.runtime(),
    ];
    expect(await Promise.all(facts)).toEqual([
      'shop',
      '1.10',
      'pierone.acme.test/platform/shop:1.4.2',
      'Docker',
    ]);
    await instance.userData();
    expect(world().server.count(CALL)).toBe(1);
    expect(world().server.count({ action: 'DescribeImages' })).toBe(1);
  });

  it('IMP-IC-7: are read again for a later event', async () => {
    const { server, directory } = world();
    const shared = directory();
    const userDataFor = async (eventID: string) => {
      const [instance] = await shared.of(aStateChange('StartInstances', ['i-1'], { eventID }));
      return instance?.userData();
    };
    server.world = worldWith({
      instanceId: 'i-1',
      imageId: GOOD.imageId,
      userData: 'application_id: before',
    });
    expect(await userDataFor('event-1')).toMatchObject({ applicationId: 'before' });
    server.world = worldWith({ instanceId: 'i-1', imageId: GOOD.imageId, userData: 'application_id: after' });
    expect(await userDataFor('event-1')).toMatchObject({ applicationId: 'before' });
    expect(await userDataFor('event-2')).toMatchObject({ applicationId: 'after' });
  });
});
