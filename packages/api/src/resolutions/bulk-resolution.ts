import { type BulkOutcome, type BulkReport, type BulkResult, MAX_BULK_VIOLATIONS } from '@fullstop/store';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { ApiProperty, ApiPropertyOptional, OmitType } from '../openapi/swagger.js';
import { ViolationJson } from '../violations/violation.js';
import { ViolationListParameters } from '../violations/violation-parameters.js';
import { MAX_COMMENT_LENGTH } from './comment.js';

const OUTCOMES = [
  'done',
  'unchanged',
  'unknown',
  'forbidden',
  'whitelisted',
  'changed',
] as const satisfies BulkOutcome[];

/** Which violations to resolve: those of the list with the same parameters. */
export class PreviewParameters extends OmitType(ViolationListParameters, [
  'page',
  'size',
  'sort',
  'after-id',
  'before-id',
  'count',
]) {}

/** How many violations of a type an account has. */
export class PreviewCountJson {
  @ApiProperty({ example: '111222333444' })
  account!: string;

  @ApiProperty({ example: 'WRONG_AMI' })
  type!: string;

  @ApiProperty({ example: 40 })
  quantity!: number;
}

/** What a bulk resolution would resolve. */
export class PreviewJson {
  @ApiProperty({ description: 'Violations that the token stands for.', example: 40 })
  count!: number;

  @ApiProperty({
    description: 'Violations beside them that match, in accounts that the caller is no member of.',
    example: 0,
  })
  forbidden_count!: number;

  @ApiProperty({ description: 'By account and type.', type: [PreviewCountJson] })
  counts!: PreviewCountJson[];

  @ApiProperty({ description: 'The first ten of them.', type: [ViolationJson] })
  samples!: ViolationJson[];

  @ApiProperty({
    description:
      'Stands for exactly these violations as they are now; good for one bulk resolution of the same caller.',
    example: 'b1d8qFh0aJ8rVd0Kk2yqO0h1nN5sXc3E',
  })
  preview_token!: string;

  @ApiProperty({ format: 'date-time', example: '2026-08-06T10:15:00.000Z' })
  expires_at!: string;
}

/** Which violations to resolve, by ids or by a preview, and why. */
export class NewBulkResolutionJson {
  @ApiPropertyOptional({
    description: `At most ${MAX_BULK_VIOLATIONS} ids; this or \`preview_token\`.`,
    type: [Number],
    example: [4711, 4712],
  })
  @IsOptional()
  @IsArray({ message: '$property: expected a list of ids' })
  @ArrayMinSize(1, { message: '$property: expected at least one id' })
  @ArrayMaxSize(MAX_BULK_VIOLATIONS, { message: `$property: expected at most ${MAX_BULK_VIOLATIONS} ids` })
  @IsInt({ each: true, message: '$property: expected whole numbers' })
  @Min(1, { each: true, message: '$property: expected ids above 0' })
  @Max(Number.MAX_SAFE_INTEGER, { each: true, message: '$property: expected smaller ids' })
  ids?: number[] | null;

  @ApiPropertyOptional({
    description: 'As `POST /api/violations/resolutions/preview` gave it; this or `ids`.',
    type: String,
    nullable: true,
    example: null,
  })
  @IsOptional()
  @IsString({ message: '$property: expected a text' })
  preview_token?: string | null;

  @ApiProperty({
    description: 'Why they are resolved.',
    maxLength: MAX_COMMENT_LENGTH,
    example: 'Ticket 4711: replaced the image',
  })
  @IsString({ message: '$property: expected a text' })
  comment!: string;
}

/** What became of one violation. */
export class BulkResultJson {
  @ApiProperty({ example: 4711 })
  id!: number;

  @ApiProperty({
    enum: OUTCOMES,
    description:
      '`unchanged`: had this comment before; `unknown`: no such violation; `forbidden`: the caller is no member of its ' +
      'account; `changed`: somebody changed it since it was shown, or since it was resolved.',
  })
  outcome!: BulkOutcome;
}

/** What became of a bulk resolution. */
export class BulkResolutionJson {
  @ApiProperty({ description: 'With it the whole can be undone for a day.', example: 17 })
  bulk_id!: number;

  @ApiProperty({ description: 'Violations that were resolved.', example: 40 })
  resolved!: number;

  @ApiProperty({
    description: 'One for each id that was given; for a preview only those that were not resolved.',
    type: [BulkResultJson],
  })
  results!: BulkResultJson[];
}

/** What became of the undoing of a bulk resolution. */
export class BulkUndoJson {
  @ApiProperty({ example: 17 })
  bulk_id!: number;

  @ApiProperty({ description: 'Violations that have their earlier comment, or none, again.', example: 39 })
  undone!: number;

  @ApiProperty({ description: 'Those that were left alone.', type: [BulkResultJson] })
  results!: BulkResultJson[];
}

/** The wire form of what became of violations that were given by their ids. */
export function bulkJsonOf({ bulkId, results }: BulkReport): BulkResolutionJson {
  return { bulk_id: bulkId, resolved: results.filter(isDone).length, results: [...results] };
}

/** The wire form of what became of the violations of a preview. */
export function previewedBulkJsonOf({ bulkId, results }: BulkReport): BulkResolutionJson {
  const left = results.filter((result) => !isDone(result));
  return { bulk_id: bulkId, resolved: results.length - left.length, results: left };
}

/** The wire form of what became of an undoing. */
export function undoJsonOf({ bulkId, results }: BulkReport): BulkUndoJson {
  const left = results.filter((result) => !isDone(result));
  return { bulk_id: bulkId, undone: results.length - left.length, results: left };
}

function isDone({ outcome }: BulkResult): boolean {
  return outcome === 'done';
}
