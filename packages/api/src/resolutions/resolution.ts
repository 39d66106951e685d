import type { Resolution } from '@fullstop/store';
import { ApiProperty } from '../openapi/swagger.js';

/** One line of a violation's audit trail. */
export class ResolutionJson {
  @ApiProperty({ example: 12 })
  id!: number;

  @ApiProperty({
    enum: ['resolve', 'unresolve'],
    description: 'What was done; a new comment is a `resolve`.',
  })
  action!: 'resolve' | 'unresolve';

  @ApiProperty({
    description: 'The comment since then; null when the violation was opened again.',
    type: String,
    nullable: true,
    example: 'Ticket 4711: replaced the image',
  })
  comment!: string | null;

  @ApiProperty({
    description: 'The comment until then; null when the violation was open.',
    type: String,
    nullable: true,
    example: null,
  })
  previous_comment!: string | null;

  @ApiProperty({ description: 'Who did it.', example: 'jdoe' })
  actor!: string;

  @ApiProperty({ format: 'date-time', example: '2026-08-06T10:00:00.000Z' })
  at!: string;

  @ApiProperty({
    description: 'The bulk resolution that it was a part of, or that it undid.',
    type: Number,
    nullable: true,
    example: null,
  })
  bulk_id!: number | null;
}

/** The wire form of a line of the audit trail. */
export function resolutionJsonOf(resolution: Resolution): ResolutionJson {
  const { id, action, comment, previousComment, actor, at, bulkId } = resolution;
  return {
    id,
    action,
    comment,
    previous_comment: previousComment,
    actor,
    at: at.toISOString(),
    bulk_id: bulkId,
  };
}
