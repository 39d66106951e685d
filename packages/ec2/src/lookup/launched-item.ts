import type { Instance } from '@aws-sdk/client-ec2';
import type { JsonObject, JsonValue } from '@fullstop/core';

/** What EC2 says about an instance, in the shape in which CloudTrail would have said it. */
export function launchedItemOf(instance: Instance): JsonObject {
  const { Placement, SecurityGroups, NetworkInterfaces, Operator, Tags, IamInstanceProfile } = instance;
  return withoutUndefined({
    instanceId: instance.InstanceId,
    imageId: instance.ImageId,
    keyName: instance.KeyName,
    instanceType: instance.InstanceType,
    launchTime: instance.LaunchTime?.getTime(),
    placement: { availabilityZone: Placement?.AvailabilityZone },
    subnetId: instance.SubnetId,
    vpcId: instance.VpcId,
    privateIpAddress: instance.PrivateIpAddress,
    ipAddress: instance.PublicIpAddress,
    groupSet: groups(SecurityGroups),
    networkInterfaceSet: {
      items: (NetworkInterfaces ?? []).map((each) => ({
        networkInterfaceId: each.NetworkInterfaceId,
        groupSet: groups(each.Groups),
        ipv6AddressesSet: {
          items: (each.Ipv6Addresses ?? []).map(({ Ipv6Address: ipv6Address }) => ({ ipv6Address })),
        },
        association: { publicIp: each.Association?.PublicIp },
      })),
    },
    iamInstanceProfile: IamInstanceProfile && { arn: IamInstanceProfile.Arn, id: IamInstanceProfile.Id },
    tagSet: { items: (Tags ?? []).map(({ Key: key, Value: value }) => ({ key, value })) },
    operator: { managed: Operator?.Managed ?? false, principal: Operator?.Principal },
  });
}

function groups(identifiers: Instance['SecurityGroups'] = []): Unfinished {
  return { items: identifiers.map(({ GroupId: groupId, GroupName: groupName }) => ({ groupId, groupName })) };
}

type Unfinished = JsonValue | undefined | { [name: string]: Unfinished } | Unfinished[];

/** Through JSON, as records come. */
function withoutUndefined(item: { [name: string]: Unfinished }): JsonObject {
  return JSON.parse(JSON.stringify(item));
}
