import { AssumeRoleDeniedError } from '@fullstop/aws';
import { FactUnavailableError, type InstanceHistory, type LifecycleEntry } from '@fullstop/core';
import { ACCOUNT_ID, anEvent, launched } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { aLaunch, aStateChange, BAD, GOOD, useWorld, worldWith } from '../support/world.js';

const world = useWorld();

/** What was stored when the instance was launched. */
const LAUNCHED: LifecycleEntry = {
  accountId: ACCOUNT_ID,
  region: 'eu-central-1',
  instanceId: 'i-1',
  eventType: 'RunInstances',
  eventDate: new Date('2026-03-02T09:15:00Z'),
  imageId: GOOD.imageId,
  applicationId: 'shop',
  applicationVersion: '1.0',
};

describe('image id', () => {
  it('PV-1: is the one of the event, without a call', async () => {
    const instance = await world().instance(aLaunch({ instanceId: 'i-1', imageId: '123' }));
    expect(await instance.imageId()).toBe('123');
    expect(world().server.calls).toEqual([]);
  });

  it('of a blank text is none, without a call', async () => {
    const instance = await world().instance(aLaunch({ instanceId: 'i-1', imageId: '  ' }));
    expect(await instance.imageId()).toBeUndefined();
    expect(await instance.isTaupage()).toBe(false);
    expect(world().server.calls).toEqual([]);
  });

  it('PV-2: that the event does not tell is asked of EC2', async () => {
    world().server.world = worldWith({ instanceId: 'i-1', imageId: 'ami-243d' });
    const instance = await world().instance(aLaunch({ instanceId: 'i-1', imageId: undefined }));
    expect(await instance.imageId()).toBe('ami-243d');
  });

  it('PV-4: is unknown when EC2 could not be asked', async () => {
    world().server.fail({ action: 'DescribeInstances', code: 'UnauthorizedOperation', status: 403 });
    const instance = await world().instance(aStateChange('StartInstances', ['i-1']));
    await expect(instance.imageId()).rejects.toBeInstanceOf(FactUnavailableError);
    await expect(instance.isTaupage()).rejects.toThrow('access denied');
  });

  it('is unknown when the instance is gone and nothing is stored about it', async () => {
    const instance = await world().instance(aStateChange('TerminateInstances', ['i-1']));
    await expect(instance.imageId()).rejects.toThrow('EC2 does not know the instance any more');
  });

  it('is the stored one when the instance is gone', async () => {
    const asked: unknown[] = [];
    const history: InstanceHistory = {
      newest: async (...key) => {
        asked.push(key);
        return LAUNCHED;
      },
    };
    const instance = await world().instance(aStateChange('TerminateInstances', ['i-1']), { history });
    expect(await instance.imageId()).toBe(GOOD.imageId);
    expect(asked).toEqual([[ACCOUNT_ID, 'eu-central-1', 'i-1']]);
    expect(await instance.isTaupage()).toBe(true);
    await expect(instance.userData()).rejects.toBeInstanceOf(FactUnavailableError);
  });

  it('is not taken from storage while EC2 could merely not be asked', async () => {
    world().server.fail({ action: 'DescribeInstances', code: 'InternalError', status: 500 });
    const history: InstanceHistory = { newest: async () => LAUNCHED };
    const instance = await world().instance(aStateChange('StopInstances', ['i-1']), { history });
    await expect(instance.imageId()).rejects.toBeInstanceOf(FactUnavailableError);
  });

  it('is unknown when the storage fails', async () => {
    const history: InstanceHistory = { newest: () => Promise.reject(new Error('no database')) };
    const instance = await world().instance(aStateChange('StopInstances', ['i-1']), { history });
    await expect(instance.imageId()).rejects.toThrow(/history of i-1.*no database/);
  });

  it('of several instances costs one call, and one that is gone does not hide the others', async () => {
    const { server, directory } = world();
    server.world = worldWith(
      { instanceId: 'i-1', imageId: GOOD.imageId },
      { instanceId: 'i-3', imageId: BAD.imageId },
    );
    const [first, gone, third] = await directory().of(aStateChange('StartInstances', ['i-1', 'i-2', 'i-3']));
    expect(await first?.isTaupage()).toBe(true);
    expect(await third?.isTaupage()).toBe(false);
    await expect(gone?.imageId()).rejects.toBeInstanceOf(FactUnavailableError);
    // The second one is by filter, which does not mind ids that do not exist.
    expect(server.count({ action: 'DescribeInstances' })).toBe(2);
    expect(server.count({ action: 'DescribeImages' })).toBe(1);
  });
});

describe('image', () => {
  it('PV-5: is what EC2 tells', async () => {
    expect(await (await world().instance()).image()).toMatchObject(GOOD);
  });

  it('PV-6: is none when neither the account sees it nor the instance remembers it', async () => {
    world().server.world = worldWith({ instanceId: 'i-1' });
    const instance = await world().instance(aLaunch({ instanceId: 'i-1', imageId: 'ami-0gone' }));
    expect(await instance.image()).toBeUndefined();
    expect(await instance.isTaupage()).toBe(false);
  });

  it('IMP-IC-3: that is deprecated or disabled is found', async () => {
    const images = [
      { ...GOOD, imageId: 'ami-1', deprecationTime: '2026-01-01T00:00:00.000Z' },
      { ...GOOD, imageId: 'ami-2', disabled: true },
    ];
    world().server.world = { accounts: { [ACCOUNT_ID]: { images } } };
    const event = aLaunch({ instanceId: 'i-1', imageId: 'ami-1' }, { instanceId: 'i-2', imageId: 'ami-2' });
    const instances = await world().directory().of(event);
    expect(await Promise.all(instances.map((each) => each.isTaupage()))).toEqual([true, true]);
  });

  it('IMP-IC-3: that was deregistered is what the instance remembers, for its neighbours, too', async () => {
    const { server, directory } = world();
    const imageMetadata = { ...GOOD, imageId: 'ami-old' };
    server.world = worldWith({ instanceId: 'i-1', imageMetadata }, { instanceId: 'i-2', imageMetadata });
    const shared = directory();
    const event = aLaunch(
      { instanceId: 'i-1', imageId: 'ami-old' },
      { instanceId: 'i-2', imageId: 'ami-old' },
    );
    for (const instance of await shared.of(event)) expect(await instance.isTaupage()).toBe(true);
    const [later] = await shared.of(aLaunch({ instanceId: 'i-3', imageId: 'ami-old' }));
    expect(await later?.isTaupage()).toBe(true);
    expect(server.count({ action: 'DescribeInstanceImageMetadata' })).toBe(1);
    expect(server.count({ action: 'DescribeImages' })).toBe(1);
  });

  it.each(['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable', 'InvalidAMIID.Malformed'])(
    'PV-7: %s says that there is none',
    async (code) => {
      world().server.fail({ action: 'DescribeImages', code });
      expect(await (await world().instance()).image()).toBeUndefined();
    },
  );

  it.each([
    ['DescribeImages', 'RequestLimitExceeded', 503],
    ['DescribeImages', 'UnauthorizedOperation', 403],
    ['DescribeImages', 'InternalError', 500],
    ['DescribeImages', 'InvalidInstanceID.NotFound', 400],
    ['DescribeInstanceImageMetadata', 'UnauthorizedOperation', 403],
    ['DescribeInstanceImageMetadata', 'RequestLimitExceeded', 503],
    ['AssumeRole', 'InvalidClientTokenId', 403],
  ])('PV-7: %s answering %s leaves it unknown, until AWS recovers', async (action, code, status) => {
    const { server, directory, recover } = world();
    server.world = worldWith({ instanceId: 'i-1', imageMetadata: { ...GOOD, imageId: 'ami-old' } });
    server.fail({ action, code, status });
    const shared = directory();
    const event = aLaunch({ instanceId: 'i-1', imageId: 'ami-old' });
    const [instance] = await shared.of(event);
    await expect(instance?.image()).rejects.toBeInstanceOf(FactUnavailableError);
    await expect(instance?.isTaupage()).rejects.toBeInstanceOf(FactUnavailableError);
    recover();
    expect(await instance?.isTaupage()).toBe(true);
  });

  it('is unknown in an account that may not be entered', async () => {
    world().server.world = { accounts: { [ACCOUNT_ID]: { denied: true } } };
    const error = await (await world().instance()).image().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FactUnavailableError);
    expect((error as Error).cause).toBeInstanceOf(AssumeRoleDeniedError);
  });

  it('is unknown when EC2 does not answer in time', async () => {
    world().server.fail({ action: 'DescribeImages', hang: true });
    const instance = await world().instance(aLaunch('i-1'), { clients: world().impatient });
    await expect(instance.image()).rejects.toBeInstanceOf(FactUnavailableError);
    world().server.heal();
    expect(await instance.image()).toMatchObject(GOOD);
  });

  it('PV-26: of several instances is looked up once, and one that is missing does not hide the others', async () => {
    const { server, directory } = world();
    const images = [GOOD.imageId, BAD.imageId, 'ami-0gone', GOOD.imageId];
    const event = aLaunch(...images.map((imageId, index) => ({ instanceId: `i-${index}`, imageId })));
    const instances = await directory().of(event);
    const found = await Promise.all(instances.map((each) => each.image()));
    expect(found.map((image) => image?.name)).toEqual([GOOD.name, BAD.name, undefined, GOOD.name]);
    expect(server.count({ action: 'DescribeImages' })).toBe(2);
  });

  it('of an account id that is none is a mistake, not a matter of time', async () => {
    const event = anEvent('ec2.amazonaws.com:RunInstances', { ...launched('i-1'), recipientAccountId: '12' });
    const [instance] = await world().directory().of(event);
    await expect(instance?.image()).rejects.toMatchObject({ code: 'INVALID_ACCOUNT_ID' });
  });
});
