import { type InstanceDirectoryOptions, InstanceOptionsError } from '@fullstop/ec2/aws';
import { ACCOUNT_ID } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { TaupageRule } from '../../src/directory/taupage-rule.js';
import { aLaunch, OPTIONS, TAUPAGE_OWNER, useWorld } from '../support/world.js';

const world = useWorld();

describe('is Taupage (7.4)', () => {
  it.each([
    ['no such image', undefined, 'ami-not-found'],
    ['another name', { name: 'ubuntu', ownerId: TAUPAGE_OWNER }, 'name-not-allowed'],
    ['AMI-6: another case', { name: 'taupage-ami-x', ownerId: TAUPAGE_OWNER }, 'name-not-allowed'],
    ['no owner', { name: 'Taupage-AMI-x' }, 'owner-not-allowed'],
    ['another owner', { name: 'Taupage-AMI-x', ownerId: '999999999999' }, 'owner-not-allowed'],
    ['name and owner', { name: 'Taupage-AMI-x', ownerId: TAUPAGE_OWNER }, 'approved'],
    ['AMI-12: no name', { ownerId: TAUPAGE_OWNER }, 'name-not-allowed'],
  ])('%s', async (_, image, expected) => {
    const images = image ? [{ imageId: 'ami-1', ...image }] : [];
    world().server.world = { accounts: { [ACCOUNT_ID]: { images } } };
    const instance = await world().instance(aLaunch({ instanceId: 'i-1', imageId: 'ami-1' }));
    expect(await instance.imageVerdict()).toBe(expected);
    expect(await instance.isTaupage()).toBe(expected === 'approved');
  });

  it('cannot be had where nobody said which images are; everything else can', async () => {
    world().server.world = { accounts: { [ACCOUNT_ID]: { images: [{ imageId: 'ami-1', name: 'x' }] } } };
    const directory = world().directory({}, { taupageOwners: undefined, taupageNamePrefix: undefined });
    const [instance] = await directory.of(aLaunch({ instanceId: 'i-1', imageId: 'ami-1' }));
    await expect(instance?.isTaupage()).rejects.toThrow('FULLSTOP_TAUPAGE_OWNERS');
    expect(await instance?.image()).toMatchObject({ name: 'x' });
  });

  it('IMP-AMI-3: an image id that is allowed needs no look-up', async () => {
    const directory = world().directory({}, { taupageImageIds: ['ami-1'] });
    const [instance] = await directory.of(aLaunch({ instanceId: 'i-1', imageId: 'ami-1' }));
    expect(await instance?.isTaupage()).toBe(true);
    expect(world().server.calls).toEqual([]);
  });
});

describe('options of the rule', () => {
  const image = { imageId: 'ami-1', name: 'Taupage-AMI-x', ownerId: TAUPAGE_OWNER };
  const options = (given: InstanceDirectoryOptions) => new TaupageRule(given);

  it.each<[string, InstanceDirectoryOptions, boolean]>([
    [
      'IMP-IC-1: owners and prefix are trimmed',
      { taupageOwners: ['111111111111', ` ${TAUPAGE_OWNER} `, ''], taupageNamePrefix: ' Taupage-AMI- ' },
      true,
    ],
    ['IMP-AMI-3: pairs', { taupageImages: [{ ownerId: TAUPAGE_OWNER, namePrefix: 'Taupage' }] }, true],
    [
      'IMP-AMI-3: pairs are not mixed',
      {
        ...OPTIONS,
        taupageOwners: ['111111111111'],
        taupageImages: [{ ownerId: TAUPAGE_OWNER, namePrefix: 'Other' }],
      },
      false,
    ],
  ])('%s', (_, given, expected) => {
    expect(options(given).verdictOn(image) === 'approved').toBe(expected);
  });

  it.each<[string, InstanceDirectoryOptions, string]>([
    ['nothing', {}, 'taupageOwners'],
    ['blank owners', { ...OPTIONS, taupageOwners: [' '] }, 'taupageOwners'],
    ['no owners', { taupageNamePrefix: 'x' }, 'taupageOwners'],
    ['a blank prefix', { ...OPTIONS, taupageNamePrefix: ' ' }, 'name prefix'],
    ['no prefix', { taupageOwners: [TAUPAGE_OWNER] }, 'name prefix'],
    ['an owner that is none', { ...OPTIONS, taupageOwners: ['acme'] }, 'twelve digits'],
    [
      'a pair with a blank prefix',
      { ...OPTIONS, taupageImages: [{ ownerId: TAUPAGE_OWNER, namePrefix: '' }] },
      'name prefix',
    ],
  ])('IMP-IC-1: %s stops the start', (_, given, problem) => {
    expect(() => options(given)).toThrow(InstanceOptionsError);
    expect(() => options(given)).toThrow(problem);
  });
});
