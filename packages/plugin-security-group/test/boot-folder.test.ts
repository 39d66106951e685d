import { describe, expect, it } from '@jest/globals';
import { bootFolderPrefixes, findBootFolder, launchFolder } from '../src/boot-folder.js';

const REGION = '123456789111/eu-west-1/';
const LAUNCH = new Date('2015-06-18T10:01:00.000Z');
const DAY = `${REGION}2015/06/18/`;

function folderFor(launch: Date, ...folders: readonly string[]) {
  const keys = folders.map((folder) => `${folder}/taupage.yaml`);
  const listings = bootFolderPrefixes(REGION, 'i-fdsafsd', launch).map((prefix) => ({
    prefix,
    keys: keys.filter((key) => key.startsWith(prefix)),
  }));
  return findBootFolder(listings, launch);
}

describe('the folder of a boot', () => {
  it.each([
    ['SS-8: the nearer of two', ['10:02:00', '18:00:00'], '10:02:00'],
    ['a little before the launch, for clocks that are behind', ['09:57:00', '18:00:00'], '09:57:00'],
    ['not one of an earlier boot, though it is nearer', ['09:50:00', '18:00:00'], '18:00:00'],
    ['the nearest earlier one, if there is no other', ['07:00:00', '09:00:00'], '09:00:00'],
  ])('is %s', (_what, times, chosen) => {
    const folder = (time: string) => `${DAY}i-fdsafsd-2015-06-18T${time}.000Z`;
    expect(folderFor(LAUNCH, ...times.map(folder))).toBe(`${folder(chosen)}/`);
  });

  it('SS-9: is none whose name has no proper time', () => {
    const malformed = ['2015-06-18T10:01:30.000Z-copy', '20150618T1001Z', 'null', '2015-99-18T10:01:30Z', ''];
    expect(folderFor(LAUNCH, ...malformed.map((time) => `${DAY}i-fdsafsd-${time}`))).toBeUndefined();
  });

  it('SS-11: may lie in the next day', () => {
    const launch = new Date('2015-12-31T23:59:30.000Z');
    const folder = `${REGION}2016/01/01/i-fdsafsd-2016-01-01T00:00:40.000Z`;
    expect(folderFor(launch, folder)).toBe(`${folder}/`);
  });

  it('SS-12: is not one of an instance whose id begins alike', () => {
    expect(folderFor(LAUNCH, `${DAY}i-fdsafsd12-2015-06-18T10:01:30.000Z`)).toBeUndefined();
  });

  it('is named after the launch for an instance without any', () => {
    expect(launchFolder(REGION, 'i-fdsafsd', LAUNCH)).toBe(`${DAY}i-fdsafsd-2015-06-18T10:01:00.000Z/`);
  });
});
