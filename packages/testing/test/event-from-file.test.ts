import { expect, it } from '@jest/globals';
import { eventFromFile } from '../src/index.js';

it('eventFromFile gives the event in a file, and names the file as its origin', () => {
  expect(eventFromFile(new URL('./fixtures/delete-role.json', import.meta.url))).toMatchObject({
    eventID: '0a000000-0000-4000-8000-000000000009',
    eventName: 'DeleteRole',
    requestParameters: { roleName: 'Shop-Deployer' },
    origin: { key: 'delete-role.json', recordIndex: 0 },
  });
});
