import 'reflect-metadata';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NestFactory } from '@nestjs/core';
import { ApplicationModule } from '../dist/application.module.js';

/** A launch of one instance. */
const launchIn = (awsRegion) => ({
  eventVersion: '1.11',
  eventTime: '2026-03-02T09:15:00Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'RunInstances',
  awsRegion,
  eventID: '00000000-0000-4000-8000-000000000001',
  eventType: 'AwsApiCall',
  eventCategory: 'Management',
  recipientAccountId: '111122223333',
  responseElements: { instancesSet: { items: [{ instanceId: 'i-0aaaaaaaaaaaaaaa1' }] } },
});

let application;
before(async () => {
  application = await NestFactory.create(ApplicationModule, { logger: false });
  await application.listen(0, '127.0.0.1');
});
after(() => application.close());

for (const [region, types] of [
  ['eu-central-1', []],
  ['us-west-2', ['WRONG_REGION']],
]) {
  test(`a launch in ${region} gives ${types.length} violations`, async () => {
    const answer = await fetch(`${await application.getUrl()}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(launchIn(region)),
    });
    assert.equal(answer.status, 201);
    assert.deepEqual(
      (await answer.json()).map(({ type }) => type),
      types,
    );
  });
}
