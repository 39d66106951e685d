import { FactUnavailableError, type Finding, PartialInspectionError } from '@fullstop/core';
import { inspectInstances, instanceFinding } from '@fullstop/ec2';
import { fakeInstances } from '@fullstop/ec2/testing';
import { anEvent, launched } from '@fullstop/testing';
import { describe, expect, it, jest } from '@jest/globals';

const RUN = 'ec2.amazonaws.com:RunInstances';
const UNKNOWN = new FactUnavailableError('user data', 'throttled');
const { signal } = new AbortController();

async function only(directory: ReturnType<typeof fakeInstances>) {
  const [instance] = await directory.of(anEvent(RUN, launched('i-1')));
  if (!instance) throw new Error('no instance');
  return instance;
}

describe('instanceFinding', () => {
  it('adds instance and application', async () => {
    const userData = { kind: 'taupage', applicationId: 'shop', applicationVersion: '1.10' } as const;
    const finding = await instanceFinding(await only(fakeInstances({ 'i-1': { userData } })), {
      type: 'BAD',
      metaInfo: { a: 1 },
    });
    expect(finding).toEqual({
      type: 'BAD',
      metaInfo: { a: 1 },
      instanceId: 'i-1',
      applicationId: 'shop',
      applicationVersion: '1.10',
    });
  });

  it.each([
    ['unknown', { userData: UNKNOWN }],
    ['none', { userData: { kind: 'none', reason: 'empty' } } as const],
    ['broken', { userData: new TypeError('broken') }],
  ])('IMP-IC-6: leaves out an application that is %s', async (_, facts) => {
    const finding = await instanceFinding(await only(fakeInstances({ 'i-1': facts })), { type: 'BAD' });
    expect(finding).toEqual({ type: 'BAD', instanceId: 'i-1' });
  });

  it('IMP-IC-6: does not wait long for the application', async () => {
    jest.useFakeTimers();
    const instance = {
      ...(await only(fakeInstances({ 'i-1': {} }))),
      applicationId: () => new Promise<never>(() => {}),
    };
    const finding = instanceFinding(instance, { type: 'BAD' });
    await jest.advanceTimersByTimeAsync(5000);
    expect(await finding).toEqual({ type: 'BAD', instanceId: 'i-1' });
    jest.useRealTimers();
  });
});

describe('inspectInstances', () => {
  const event = anEvent(RUN, launched('i-1', 'i-2', 'i-3'));
  const directory = fakeInstances({
    'i-1': { isTaupage: false },
    'i-2': { isTaupage: UNKNOWN },
    'i-3': { isTaupage: false },
  });

  it('TP-12: decides about each instance apart', async () => {
    const inspection = inspectInstances(
      directory,
      event,
      { signal },
      async (instance): Promise<Finding<'BAD'>[]> =>
        (await instance.isTaupage()) ? [] : [{ type: 'BAD', instanceId: instance.instanceId }],
    );
    const error = await inspection.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PartialInspectionError);
    expect(error).toMatchObject({
      findings: [{ instanceId: 'i-1' }, { instanceId: 'i-3' }],
      causes: [UNKNOWN],
    });
  });

  it('keeps the order, takes what comes at once, and inspects a few at a time', async () => {
    let running = 0;
    let most = 0;
    const ids = Array.from({ length: 30 }, (_, index) => `i-${index}`);
    const found = await inspectInstances(
      fakeInstances({}),
      anEvent(RUN, launched(...ids)),
      { signal },
      async ({ instanceId }) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, instanceId === 'i-0' ? 20 : 1));
        running -= 1;
        return [{ type: 'BAD', instanceId }];
      },
    );
    expect(found.map(({ instanceId }) => instanceId)).toEqual(ids);
    expect(most).toBe(8);
    expect(await inspectInstances(directory, event, { signal }, () => [])).toEqual([]);
  });

  it('a mistake in the inspection of one is its own', async () => {
    const inspection = inspectInstances(directory, event, { signal }, ({ instanceId }) => {
      if (instanceId === 'i-2') throw new TypeError('broken');
      return [{ type: 'BAD', instanceId }];
    });
    await expect(inspection).rejects.toMatchObject({ findings: [{}, {}], causes: [new TypeError('broken')] });
  });
});

describe('fakeInstances', () => {
  it('gives the facts that were given, and the image id of the event', async () => {
    const image = { imageId: 'ami-1', name: 'a' };
    const instance = await only(fakeInstances({ 'i-1': { image, application: undefined, subnet: UNKNOWN } }));
    expect(await instance.image()).toEqual(image);
    expect(await instance.application()).toBeUndefined();
    await expect(instance.subnet()).rejects.toBe(UNKNOWN);
    expect(await instance.imageId()).toBe('ami-0123456789abcdef0');
  });

  it('lets what follows from user data follow', async () => {
    const taupage = await only(fakeInstances({ 'i-1': { userData: { kind: 'taupage', source: 's' } } }));
    expect([await taupage.isTaupage(), await taupage.source(), await taupage.applicationId()]).toEqual([
      true,
      's',
      undefined,
    ]);
    const none = await only(
      fakeInstances({ 'i-1': { isTaupage: true, userData: { kind: 'none', reason: 'empty' } } }),
    );
    expect([await none.isTaupage(), await none.source()]).toEqual([true, undefined]);
  });

  it('throws for a fact that was not given', async () => {
    await expect((await only(fakeInstances({}))).isTaupage()).rejects.toThrow(
      'isTaupage of i-1 is not given',
    );
  });

  it('can have no instances at all', async () => {
    await expect(only(fakeInstances(UNKNOWN))).rejects.toBe(UNKNOWN);
  });
});
