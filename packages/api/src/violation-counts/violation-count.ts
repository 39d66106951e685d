import { FlagParameter, InstantParameter, ListParameter } from '../http/parameters.js';
import { ApiProperty } from '../openapi/swagger.js';

/** How many violations of a type an account has. */
export class AccountCountJson {
  @ApiProperty({ example: '111222333444' })
  account!: string;

  @ApiProperty({ description: 'Id of the violation type.', example: 'WRONG_AMI' })
  type!: string;

  @ApiProperty({ example: 40 })
  quantity!: number;
}

/** How many violations of a type a version of an application has. */
export class ApplicationCountJson {
  @ApiProperty({
    description: 'Name of the application; null for violations without one.',
    type: String,
    nullable: true,
    example: 'my-app',
  })
  application!: string | null;

  @ApiProperty({
    description: 'Name of its version; null for violations without one.',
    type: String,
    nullable: true,
    example: '1.0',
  })
  version!: string | null;

  @ApiProperty({ description: 'Id of the violation type.', example: 'WRONG_AMI' })
  type!: string;

  @ApiProperty({ example: 15 })
  quantity!: number;
}

/** Which state to count. */
class CountedStateParameters {
  @FlagParameter({ description: 'Resolved ones instead of open ones.', example: false })
  resolved?: boolean;

  @FlagParameter({ description: 'Whitelisted ones only, whatever `resolved` says.', example: false })
  whitelisted?: boolean;
}

/** What to count by account. */
export class AccountCountParameters extends CountedStateParameters {
  @ListParameter({
    description: 'Comma separated, or repeated; absent or blank: all accounts.',
    example: '111222333444,555666777888',
  })
  accounts?: readonly string[];

  @InstantParameter({ description: 'Only those stored after this, strictly.' })
  from?: Date;

  @InstantParameter({ description: 'Only those stored before this, strictly.' })
  to?: Date;
}

/** What to count by application. */
export class ApplicationCountParameters extends CountedStateParameters {
  @InstantParameter({ description: 'Only those stored at this instant or later.' })
  from?: Date;

  @InstantParameter({ description: 'Only those stored at this instant or before.' })
  to?: Date;
}
