import type { LifecycleItem } from '@fullstop/store';
import { PageJson } from '../http/page.js';
import { PageParameters } from '../http/page-parameters.js';
import { InstantParameter, ListParameter, TextParameter } from '../http/parameters.js';
import { ApiProperty } from '../openapi/swagger.js';

/** Something that happened to an instance of an application. */
export class LifecycleJson {
  @ApiProperty({ example: 42 })
  id!: number;

  @ApiProperty({ description: 'Name of the application.', example: 'my-app' })
  application!: string;

  @ApiProperty({ description: 'Name of its version.', example: '1.0' })
  version!: string;

  @ApiProperty({
    description: 'When it happened; null for what an instance told by its logs.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-08-06T10:00:00.000Z',
  })
  event_date!: string | null;

  @ApiProperty({
    description:
      '`RunInstances`, `StartInstances`, `StopInstances`, `TerminateInstances`; null for instance logs.',
    type: String,
    nullable: true,
    example: 'RunInstances',
  })
  event_type!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ami-1234567890abcdef0' })
  image_id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Taupage-AMI-20260801-100000' })
  image_name!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '111222333444' })
  account_id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'eu-central-1' })
  region!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'i-1234567890abcdef0' })
  instance_id!: string | null;

  @ApiProperty({
    description: 'When the instance started; only from instance logs.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  instance_boot_time!: string | null;

  @ApiProperty({
    description: 'When this was stored.',
    format: 'date-time',
    example: '2026-08-06T10:05:00.000Z',
  })
  created!: string;
}

/** A page of the lifecycle of an application. */
export class LifecyclePageJson extends PageJson {
  @ApiProperty({ type: [LifecycleJson] })
  content!: LifecycleJson[];
}

/** Which part of the lifecycle of an application to list. */
export class LifecycleParameters extends PageParameters {
  @InstantParameter({ description: 'Only what was stored after this.' })
  from?: Date;

  @InstantParameter({ description: 'Only what was stored before this.' })
  to?: Date;

  @ListParameter({
    description: 'Only in these accounts; present but blank: nothing.',
    example: '111222333444',
  })
  accounts?: readonly string[];

  @TextParameter({ description: 'Only of this instance.', example: 'i-1234567890abcdef0' })
  'instance-id'?: string;
}

/** The wire form of a lifecycle entry. */
export function lifecycleJsonOf(item: LifecycleItem): LifecycleJson {
  return {
    id: item.id,
    application: item.application,
    version: item.version,
    event_date: item.eventDate?.toISOString() ?? null,
    event_type: item.eventType,
    image_id: item.imageId,
    image_name: item.imageName,
    account_id: item.accountId,
    region: item.region,
    instance_id: item.instanceId,
    instance_boot_time: item.instanceBootTime?.toISOString() ?? null,
    created: item.created.toISOString(),
  };
}
