import { ApiProperty } from '../openapi/swagger.js';

/** How a plugin stands. */
export class PluginJson {
  @ApiProperty({ example: 'ami' })
  id!: string;

  @ApiProperty({ example: 'AMI' })
  title!: string;

  @ApiProperty({ description: 'Version of its package.', example: '0.1.0' })
  version!: string;

  @ApiProperty({
    description: 'As in `plugin_fully_qualified_class_name` of its violations.',
    example: '@fullstop/plugin-ami#AmiPlugin',
  })
  class_id!: string;

  @ApiProperty({ description: 'Whether it looks at events.' })
  active!: boolean;

  @ApiProperty({ description: 'Why it is not active; empty when it is.', example: 'off by default' })
  reason!: string;

  @ApiProperty({ description: 'Ids of the violation types that it reports.', example: ['WRONG_AMI'] })
  emits!: string[];
}
