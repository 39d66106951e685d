import { ApiProperty, ApiPropertyOptional } from '../openapi/swagger.js';

/** What is wrong with one field or parameter. */
export class FieldErrorJson {
  @ApiProperty({ description: 'Name of the field or parameter.', example: 'account_id' })
  field!: string;

  @ApiProperty({ description: 'What was expected.', example: 'account_id: expected twelve digits' })
  message!: string;
}

/** An error. */
export class ErrorJson {
  @ApiProperty({ format: 'date-time', example: '2026-08-06T10:00:00.000Z' })
  timestamp!: string;

  @ApiProperty({ description: 'Status of the answer.', example: 400 })
  status!: number;

  @ApiProperty({ description: 'What the status is called.', example: 'Bad Request' })
  error!: string;

  @ApiProperty({
    description: 'What was wrong, and what to do.',
    example: 'id: expected a whole number, not "abc"',
  })
  message!: string;

  @ApiProperty({ description: 'Path of the request, without parameters.', example: '/api/violations/abc' })
  path!: string;

  @ApiPropertyOptional({ description: 'One entry for each field that was refused.', type: [FieldErrorJson] })
  errors?: FieldErrorJson[];

  @ApiPropertyOptional({
    description: 'Names the request in the log of the server; with 5xx.',
    example: '4d7f9b3e-52a5-4a0e-9d0c-0f1de2b7a3b5',
  })
  request_id?: string;
}

/** Why a caller was not let in, in the shape of OAuth2. */
export class OAuthErrorJson {
  @ApiProperty({
    enum: ['unauthorized', 'invalid_token', 'insufficient_realm', 'insufficient_scope', 'access_denied'],
    example: 'invalid_token',
  })
  error!: string;

  @ApiProperty({ example: 'The token has expired.' })
  error_description!: string;

  @ApiPropertyOptional({ description: 'Realms that would do.', example: '/employees /services' })
  realm?: string;

  @ApiPropertyOptional({ description: 'Scopes that are needed.', example: 'fullstop.violation.write' })
  scope?: string;
}
