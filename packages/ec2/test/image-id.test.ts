import { fakeAwsClients } from '@fullstop/aws/testing';
import { AwsInstanceDirectory } from '@fullstop/ec2/aws';
import { expect, it } from '@jest/globals';
import { aStateChange, OPTIONS } from './support/world.js';

it('PV-3: an answer about another instance only tells no image id', async () => {
  const Reservations = [{ Instances: [{ InstanceId: 'i-other', ImageId: 'ami-1' }] }];
  const clients = fakeAwsClients(() => ({ Reservations }));
  const [instance] = await new AwsInstanceDirectory({ clients }, OPTIONS).of(
    aStateChange('StartInstances', ['i-1']),
  );
  expect(await instance?.imageId()).toBeUndefined();
  expect(await instance?.image()).toBeUndefined();
});
