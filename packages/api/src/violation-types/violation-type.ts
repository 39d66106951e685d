import type { ViolationTypeJson as ViolationTypeOnTheWire } from '@fullstop/core';
import { ApiProperty } from '../openapi/swagger.js';

/** A kind of violation (elsewhere: finding type). */
export class ViolationTypeJson implements ViolationTypeOnTheWire {
  @ApiProperty({ example: 'WRONG_AMI' })
  id!: string;

  @ApiProperty({
    description: 'What is wrong and what to do about it.',
    type: String,
    nullable: true,
    example: 'The instance runs an image that is neither Taupage nor approved.',
  })
  help_text!: string | null;

  @ApiProperty({ description: '0 (informative) to 4 (critical).', minimum: 0, maximum: 4, example: 3 })
  violation_severity!: number;

  @ApiProperty({ description: 'Whether auditors look at it.', example: false })
  audit_relevant!: boolean;

  @ApiProperty({
    description: 'At most 32 characters.',
    type: String,
    nullable: true,
    example: 'Image not approved',
  })
  title!: string | null;

  @ApiProperty({
    description: '1 (act first) to 4 (act when convenient).',
    minimum: 1,
    maximum: 4,
    example: 1,
  })
  priority!: number;

  @ApiProperty({ description: 'Counts changes; 0 at first.', example: 0 })
  version!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-02T03:04:05.678Z' })
  created!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'FULLSTOP' })
  created_by!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-02T03:04:05.678Z' })
  last_modified!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'FULLSTOP' })
  last_modified_by!: string | null;
}
